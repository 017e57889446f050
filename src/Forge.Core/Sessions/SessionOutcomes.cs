namespace Forge.Core.Sessions;

/// <summary>How a start went.</summary>
internal abstract record StartOutcome
{
    /// <summary>The wrapper has the claim and runs.</summary>
    /// <param name="NotPassed">Variables whose names no shell can pass on (such as <c>A.B</c>); the agent does not see them.</param>
    public sealed record Started(IReadOnlyList<string> NotPassed) : StartOutcome;

    /// <summary>Someone else had the claim: recovery gave this start up, or it was started before.</summary>
    public sealed record ClaimLost : StartOutcome;

    /// <summary>Nothing runs.</summary>
    /// <param name="Reason">What the system said; for people.</param>
    public sealed record Failed(string Reason) : StartOutcome;
}

/// <summary>The strongest thing a stop had to do.</summary>
internal enum StopStep
{
    /// <summary>Nothing was left to stop.</summary>
    Nothing,

    /// <summary>It had not started and now never will.</summary>
    Abandon,
    Interrupt,
    Terminate,
    Kill,

    /// <summary>Processes outside the agent's group were asked to end.</summary>
    SweepTerminate,

    /// <summary>Processes outside the agent's group were killed.</summary>
    SweepKill,
}

/// <param name="Survivors">Processes of the session that are still alive; 0 after every stop that did its work.</param>
internal sealed record StopOutcome(StopStep Needed, int Survivors)
{
    public bool Clean => Survivors == 0;
}
