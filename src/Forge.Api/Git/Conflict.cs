using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>What was going on when git met a conflict. Spelt on the wire in lower case with underscores.</summary>
public enum ConflictOp
{
    [JsonStringEnumMemberName("rebase")]
    Rebase,

    [JsonStringEnumMemberName("merge")]
    Merge,

    [JsonStringEnumMemberName("cherry_pick")]
    CherryPick,

    [JsonStringEnumMemberName("revert")]
    Revert,
}

/// <summary>The <c>error_data</c> of a 409 from merge or rebase.</summary>
public sealed record GitConflict
{
    public const string MergeConflicts = "merge_conflicts";
    public const string RebaseInProgress = "rebase_in_progress";

    /// <summary><see cref="MergeConflicts"/> or <see cref="RebaseInProgress"/>.</summary>
    public required string Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConflictOp? Op { get; init; }

    /// <summary>The files that overlap, relative to the repository. Ours; absent when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Files { get; init; }
}
