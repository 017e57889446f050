using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>Spelt on the wire in camelCase.</summary>
public enum DiffChange
{
    [JsonStringEnumMemberName("added")]
    Added,

    [JsonStringEnumMemberName("deleted")]
    Deleted,

    [JsonStringEnumMemberName("modified")]
    Modified,

    [JsonStringEnumMemberName("renamed")]
    Renamed,

    [JsonStringEnumMemberName("copied")]
    Copied,

    [JsonStringEnumMemberName("permissionChange")]
    PermissionChange,
}

/// <summary>One changed file. The one type of the wire whose fields are camelCase.</summary>
public sealed record Diff
{
    [JsonPropertyName("change")]
    public required DiffChange Change { get; init; }

    /// <summary>Relative to the repository; null for an added file.</summary>
    [JsonPropertyName("oldPath")]
    public string? OldPath { get; init; }

    /// <summary>Relative to the repository; null for a deleted file.</summary>
    [JsonPropertyName("newPath")]
    public string? NewPath { get; init; }

    /// <summary>Null when there was no file, when it is binary, and when <see cref="ContentOmitted"/>.</summary>
    [JsonPropertyName("oldContent")]
    public string? OldContent { get; init; }

    [JsonPropertyName("newContent")]
    public string? NewContent { get; init; }

    /// <summary>True in streams with <c>stats_only</c>, and for files over 1 MB.</summary>
    [JsonPropertyName("contentOmitted")]
    public required bool ContentOmitted { get; init; }

    /// <summary>Lines, as git counts them; null for binary files.</summary>
    [JsonPropertyName("additions")]
    public int? Additions { get; init; }

    [JsonPropertyName("deletions")]
    public int? Deletions { get; init; }

    /// <summary>File modes as git writes them, e.g. <c>100755</c>; absent when null. Ours.</summary>
    [JsonPropertyName("oldMode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OldMode { get; init; }

    [JsonPropertyName("newMode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NewMode { get; init; }
}
