using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>How an attempt came, or is to come, into its target: by <c>type</c> a merge by Forge, or a pull request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DirectMerge), "direct")]
[JsonDerivedType(typeof(PullRequestMerge), "pr")]
public abstract record Merge
{
    public required Guid Id { get; init; }
    public required Guid TaskAttemptId { get; init; }
    public required string TargetBranchName { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed record DirectMerge : Merge
{
    public required string MergeCommit { get; init; }
}

public sealed record PullRequestMerge : Merge
{
    public required PullRequestInfo PrInfo { get; init; }
}

public sealed record PullRequestInfo
{
    public required long Number { get; init; }
    public required string Url { get; init; }
    public required PullRequestState Status { get; init; }
    public DateTimeOffset? MergedAt { get; init; }
    public string? MergeCommitSha { get; init; }
}

/// <summary>Spelt on the wire in lower case.</summary>
public enum PullRequestState
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("merged")]
    Merged,

    [JsonStringEnumMemberName("closed")]
    Closed,

    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
