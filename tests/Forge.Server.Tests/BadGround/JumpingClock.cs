namespace Forge.Server.Tests.BadGround;

/// <summary>Left out where libfaketime is not installed; <c>./test</c> installs it where it may.</summary>
internal sealed class JumpingClockTheoryAttribute : TheoryAttribute
{
    public JumpingClockTheoryAttribute()
    {
        if (JumpingClock.Library is null)
            Skip = "needs libfaketime (Debian: apt install faketime)";
    }
}

/// <summary>The machine's clock as a server and all that it starts see it: put forward and back by a file, at any moment.</summary>
internal sealed class JumpingClock
{
    public static readonly string? Library = Find();
    private readonly string _file;

    public JumpingClock(string file)
    {
        _file = file;
        Set("+0");
    }

    /// <summary>Time that is measured (and not told) goes on as ever: no clock of a machine takes that back.</summary>
    public (string, string)[] Settings =>
        [
            ("LD_PRELOAD", Library!),
            ("FAKETIME_TIMESTAMP_FILE", _file),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ];

    /// <param name="offset">As libfaketime reads it: <c>+3650d</c>.</param>
    public void Set(string offset)
    {
        File.WriteAllText(_file + ".new", offset + "\n");
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private static string? Find() =>
        Directory.Exists("/usr/lib")
            ? Directory
                .EnumerateDirectories("/usr/lib", "*-linux-gnu*")
                .Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1"))
                .FirstOrDefault(File.Exists)
            : null;
}
