namespace Forge.Core.Platform.Linux;

/// <summary>Signal numbers, the same on every Linux this runs on, and their names for people.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
    };

    /// <summary>The signal that an exit code of 128+n may stand for; null when it stands for none we name.</summary>
    public static string? Behind(int exitCode) => Names.GetValueOrDefault(exitCode - 128);
}
