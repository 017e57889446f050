using System.Diagnostics;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>Needs the right to mount; who has it not is told that the test was left out.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.MayMount.Value)
            Skip = "needs the right to mount a tmpfs (root with CAP_SYS_ADMIN)";
    }
}

/// <summary>A disk in memory that can be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    public static readonly Lazy<bool> MayMount = new(() =>
    {
        using var disk = new SmallDisk(16);
        return disk._mounted;
    });

    private readonly bool _mounted;

    private SmallDisk(int kilobytes)
    {
        Path = Directory.CreateTempSubdirectory("forge-small-").FullName;
        _mounted = Do("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path) == 0;
    }

    public string Path { get; }

    public static SmallDisk New(int kilobytes) => new(kilobytes);

    public void Fill()
    {
        try
        {
            using var file = File.Create(Filling);
            while (true)
            {
                file.Write(new byte[4096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full to the last page.
        }
    }

    public void Free() => File.Delete(Filling);

    // Git's own folder is none of the plan's.
    private string Filling => System.IO.Path.Combine(Path, ".git", "filling");

    public void Dispose()
    {
        if (_mounted)
            Do("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static int Do(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
