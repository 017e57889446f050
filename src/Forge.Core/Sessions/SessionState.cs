using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>What a session's directory and the process table say together.</summary>
internal abstract record SessionState
{
    /// <summary>For people.</summary>
    public abstract string Text { get; }

    /// <summary>True when nothing will change any more.</summary>
    public bool IsOver => this is Ended or Abandoned or Lost;

    /// <summary>Prepared, and nobody has claimed the start yet.</summary>
    public sealed record NotStarted : SessionState
    {
        public override string Text => "not started";
    }

    /// <param name="Agent">Null in the first milliseconds, before the agent has written who it is.</param>
    /// <param name="ExitWillBeRecorded">False when the recorder was killed: the exit code will stay unknown.</param>
    public sealed record Running(ProcessIdentity? Agent, bool ExitWillBeRecorded) : SessionState
    {
        public override string Text =>
            ExitWillBeRecorded ? "running" : "running, its recorder is gone";
    }

    /// <param name="ExitCode">Null: the recorder was gone before the agent ended.</param>
    public sealed record Ended(int? ExitCode) : SessionState
    {
        public override string Text => Describe(ExitCode);
    }

    /// <summary>The start was given up before anything ran.</summary>
    public sealed record Abandoned : SessionState
    {
        public override string Text => "never started";
    }

    /// <summary>Its files cannot be followed any longer; what was left of it was ended.</summary>
    /// <param name="Why">For people.</param>
    public sealed record Lost(string Why) : SessionState
    {
        public override string Text => $"exit unknown: {Why}";
    }

    /// <summary>
    /// A shell reports death by signal n as 128+n, which a program may also choose to exit with; 127 may be the shell's
    /// "not found" or the program's own code. Both readings are shown.
    /// </summary>
    private static string Describe(int? code) =>
        code switch
        {
            null => "exit unknown: its recorder is gone",
            126 => "126 (not executable?)",
            127 => "127 (command not found?)",
            > 128 when Signals.Behind(code.Value) is { } signal => $"{code} ({signal}?)",
            _ => $"{code}",
        };
}
