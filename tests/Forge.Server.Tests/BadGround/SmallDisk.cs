using System.Diagnostics;

namespace Forge.Server.Tests.BadGround;

/// <summary>A test that needs to mount a disk of its own; who may not, as in many containers, is told that it was left out.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!SmallDisk.MayMount.Value)
            Skip = "needs the right to mount a tmpfs (root with CAP_SYS_ADMIN)";
    }
}

/// <summary>A disk in memory that can be filled and made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    public static readonly Lazy<bool> MayMount = new(TryMount);
    private readonly string _path;

    public SmallDisk(string path, int megabytes)
    {
        _path = path;
        Directory.CreateDirectory(path);
        Do("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "tmpfs", path).ShouldBe(0);
    }

    public long Free => new DriveInfo(_path).AvailableFreeSpace;

    /// <summary>Takes all the room there is, but some bytes.</summary>
    public void Fill(long leave = 0)
    {
        using var file = new FileStream(Filling, FileMode.Append, FileAccess.Write);
        var page = new byte[4096];
        try
        {
            while (Free > leave)
            {
                file.Write(page);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full to the last page.
        }
    }

    public void Empty() => File.Delete(Filling);

    public void ReadOnly(bool yes) =>
        Do("mount", "-o", yes ? "remount,ro" : "remount,rw", _path).ShouldBe(0);

    public void Dispose()
    {
        // Lazily: what still runs in there is ended with the place.
        Do("umount", "-l", _path);
    }

    private string Filling => Path.Combine(_path, "filling");

    private static bool TryMount()
    {
        var path = Directory.CreateTempSubdirectory("forge-mount-").FullName;
        var may = Do("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path) == 0;
        if (may)
            Do("umount", path);
        Directory.Delete(path);
        return may;
    }

    private static int Do(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true }
            )!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 127;
        }
    }
}
