namespace Forge.Core.Domain.Attempts;

internal enum MergeState
{
    /// <summary>The squash commit exists; the target may or may not have moved. Recovery asks git.</summary>
    Pending,
    Done,
}

/// <summary>A merge of an attempt's work onto its target, made by a person.</summary>
internal sealed record Merge
{
    public required Guid Id { get; init; }
    public required Guid AttemptId { get; init; }
    public MergeState State { get; init; }
    public required string MergeCommit { get; init; }
    public required string TargetBranch { get; init; }
    public required string TargetBefore { get; init; }
    public required string BranchBefore { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
