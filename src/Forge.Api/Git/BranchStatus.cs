namespace Forge.Api;

/// <summary><c>GET /api/task-attempts/{id}/branch-status</c>: how an attempt's branch stands to its target. Counts are commits and files.</summary>
public sealed record BranchStatus
{
    public int? CommitsBehind { get; init; }
    public int? CommitsAhead { get; init; }
    public bool? HasUncommittedChanges { get; init; }
    public string? HeadOid { get; init; }
    public int? UncommittedCount { get; init; }
    public int? UntrackedCount { get; init; }
    public required string TargetBranchName { get; init; }
    public int? RemoteCommitsBehind { get; init; }
    public int? RemoteCommitsAhead { get; init; }
    public required IReadOnlyList<Merge> Merges { get; init; }
    public required bool IsRebaseInProgress { get; init; }
    public ConflictOp? ConflictOp { get; init; }
    public required IReadOnlyList<string> ConflictedFiles { get; init; }
}

/// <summary><c>GET /api/task-attempts/{id}/commit-info?sha=</c>.</summary>
public sealed record CommitInfo
{
    public required string Sha { get; init; }
    public required string Subject { get; init; }
}

/// <summary><c>GET /api/task-attempts/{id}/commit-compare?sha=</c>: the attempt's head against a commit.</summary>
public sealed record CommitCompare
{
    public required string HeadOid { get; init; }
    public required string TargetOid { get; init; }
    public required int AheadFromHead { get; init; }
    public required int BehindFromHead { get; init; }

    /// <summary>True when one of the two is an ancestor of the other.</summary>
    public required bool IsLinear { get; init; }
}
