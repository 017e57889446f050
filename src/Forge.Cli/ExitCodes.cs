namespace Forge.Cli;

/// <summary>What every command ends with; documented in <c>forge --help</c> and docs/quickstart.md.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was tried and did not work; also the end of a followed run that failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood, or names several things at once.</summary>
    public const int Usage = 2;
    public const int Unreachable = 3;
    public const int NotFound = 4;

    /// <summary>Right command, wrong moment: a merge conflict, for example.</summary>
    public const int Conflict = 5;

    /// <summary>Ended by Ctrl+C. The work goes on.</summary>
    public const int Interrupted = 130;
}

/// <summary>Ends a command: one text for the person (what was tried, what to do) and a code for scripts.</summary>
internal sealed class CommandFailed(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandFailed Usage(string message) => new(ExitCodes.Usage, message);

    public static CommandFailed NotFound(string message) => new(ExitCodes.NotFound, message);
}
