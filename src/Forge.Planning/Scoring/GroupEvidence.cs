namespace Forge.Planning.Scoring;

/// <summary>
/// What is known of one group when it is reviewed: facts that Forge measured, and what people said. Whoever gathers them decides
/// nothing; what follows from them is <see cref="Reviewer"/>'s.
/// </summary>
public sealed record GroupEvidence
{
    /// <summary>Empty of the whole wish.</summary>
    public required string GroupId { get; init; }

    /// <summary>The state in the running plan, as a word: <c>awaiting_review</c>, <c>merged</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>The commit that is reviewed; null where there is none yet.</summary>
    public string? Head { get; init; }

    /// <summary>Null while nothing is merged, and again after the merge was undone.</summary>
    public string? MergeCommit { get; init; }

    /// <summary>Every run of every command, in the order of their starts.</summary>
    public IReadOnlyList<ValidationRun> Validations { get; init; } = [];
    public IReadOnlyList<Artefact> Artefacts { get; init; } = [];

    /// <summary>The diff lies within the declared files, or a person widened them. Null where nobody looked, or none are declared.</summary>
    public bool? ScopeKept { get; init; }

    /// <summary>Changed, and not the group's to change.</summary>
    public IReadOnlyList<string> OutsidePaths { get; init; } = [];

    /// <summary>That the base holds what the group waits for; null where nobody looked.</summary>
    public AncestorProof? Ancestors { get; init; }
    public IReadOnlyList<Approval> Approvals { get; init; } = [];
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>What the group's agents asked of the API and were refused: shown, and no must-have.</summary>
    public IReadOnlyList<RefusedCall> Refused { get; init; } = [];

    /// <summary>Files of tests that the attempt itself changed: its own runs prove less then.</summary>
    public IReadOnlyList<string> TestsChanged { get; init; } = [];

    /// <summary>Criteria that a person or an agent's report said something of.</summary>
    public IReadOnlyList<AcceptanceResult> Acceptance { get; init; } = [];
    public IReadOnlyList<Award> Awards { get; init; } = [];
}

/// <summary>The evidence of a whole wish: its groups, and what belongs to none of them.</summary>
public sealed record WishEvidence
{
    public IReadOnlyList<GroupEvidence> Groups { get; init; } = [];

    /// <summary>Runs of the commands that validate the whole, approvals of the plan, awards of a review of the whole.</summary>
    public GroupEvidence Whole { get; init; } = new() { GroupId = "" };
}

/// <summary>A file or folder that was to be delivered, relative to the repository's root.</summary>
public sealed record Artefact(string Path, bool Exists);

/// <param name="What">What was approved, reviewed or merged: <c>approved the plan</c>, <c>merged</c>.</param>
public sealed record Approval(string Who, string What, DateTimeOffset When);

/// <param name="Start">The commit that the attempt began from.</param>
/// <param name="Predecessors">Groups whose merges must be in it.</param>
/// <param name="Missing">Those whose merges are not.</param>
public sealed record AncestorProof(
    string Start,
    IReadOnlyList<string> Predecessors,
    IReadOnlyList<string> Missing
)
{
    public bool Holds => Missing.Count == 0;
}

/// <summary>Something that an agent must not do, and did: it stops the gate until a person settles it.</summary>
/// <param name="Kind">A word: <c>push</c>, <c>foreign_ref</c>, <c>outside_files</c>.</param>
/// <param name="What">What was seen, with names.</param>
public sealed record Violation(string Kind, string What, string? Attempt, DateTimeOffset When)
{
    /// <summary>The person who looked at it and let it pass; null while it stands.</summary>
    public string? SettledBy { get; init; }

    /// <summary>Why it may pass; without a reason it stands.</summary>
    public string? Reason { get; init; }

    public bool Stands => string.IsNullOrWhiteSpace(SettledBy) || string.IsNullOrWhiteSpace(Reason);
}

/// <summary>A request that a role was not allowed to make.</summary>
/// <param name="Call">Method and path: <c>POST /api/plans/login/groups/A/merge</c>.</param>
public sealed record RefusedCall(
    string Group,
    string? Attempt,
    string Call,
    string Role,
    string Why,
    DateTimeOffset When
);

/// <param name="Passed">Null where nobody has looked yet.</param>
public sealed record AcceptanceResult(
    string Criterion,
    bool? Passed,
    string? By = null,
    string? Why = null
);

/// <summary>Points that a person gives for what no command and no fact proves.</summary>
/// <param name="Checkpoint">Its key; see <see cref="CheckpointKeys"/>.</param>
/// <param name="Reason">An award without one counts nothing.</param>
public sealed record Award(
    string Checkpoint,
    int Points,
    string By,
    string Reason,
    DateTimeOffset When
);
