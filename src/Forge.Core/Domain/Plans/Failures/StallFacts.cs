namespace Forge.Core.Domain.Plans.Failures;

/// <summary>Three ways of standing still, the plainest first.</summary>
internal enum StallClock
{
    Process,
    Protocol,
    Progress,
}

/// <summary>When a running turn last gave which sign.</summary>
internal sealed record StallFacts
{
    /// <summary>
    /// No clock starts earlier: the latest of the turn's start, the server's start (nobody looked before), the end of the
    /// last wait for a person or for a rate limit, and the moment at which the machine woke up (<see cref="StallDecisions.Slept"/>).
    /// </summary>
    public required DateTimeOffset CountFrom { get; init; }

    /// <summary>Its processes computed, read or wrote (ProcessPulse.DiffersFrom).</summary>
    public DateTimeOffset? LifeAt { get; init; }

    /// <summary>It said a line, whatever line.</summary>
    public DateTimeOffset? LineAt { get; init; }

    /// <summary>Its conversation got further, or a file of its worktree changed.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>An approval or a question is open: standing still is right, for however long.</summary>
    public bool WaitsForPerson { get; init; }

    /// <summary>The agent itself sits a limit out.</summary>
    public DateTimeOffset? RateLimitedUntil { get; init; }

    /// <summary>Since when the agent waits for a tool or command; null when it waits for none.</summary>
    public DateTimeOffset? ToolSince { get; init; }

    /// <summary>That tool does something (ProcessPulse.WorksSince).</summary>
    public bool ToolWorks { get; init; }

    /// <summary>When this turn's attempt was interrupted and resumed because of a stall; null: not yet.</summary>
    public DateTimeOffset? InterruptedAt { get; init; }

    /// <summary>The last thing in its conversation, in a few words: for the evidence.</summary>
    public string? LastItem { get; init; }
}

/// <summary>What is to be done about a stall.</summary>
internal abstract record StallOutcome
{
    public sealed record None : StallOutcome;

    /// <summary>Show it; at the first time also notify.</summary>
    public sealed record Badge(StallClock Clock, DateTimeOffset Since) : StallOutcome;

    /// <summary>Break the turn off and go on with the same conversation. Write down that it was done: it is done once.</summary>
    public sealed record InterruptAndResume(StallClock Clock, DateTimeOffset Since) : StallOutcome;

    /// <param name="Evidence">For people: which signs there were last.</param>
    public sealed record Fail(string Evidence) : StallOutcome;
}

/// <param name="NextLook">
/// When the outcome may change without a new sign; null: not before something happens. Until then nobody needs to look.
/// </param>
internal sealed record StallLook(StallOutcome Outcome, DateTimeOffset? NextLook);
