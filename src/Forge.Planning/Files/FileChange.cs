using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Files;

/// <summary>What becomes of one file. Paths are relative to the repository's root.</summary>
public sealed record FileChange
{
    public required string Path { get; init; }
    public required FileAction Action { get; init; }

    /// <summary>Where the old file goes first; null where none has to make room.</summary>
    public string? ArchivedAs { get; init; }

    /// <summary>The parts of an existing file that become different.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The parts that a person edited and that planning would write differently now.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Null of a file that is not there yet.</summary>
    [JsonIgnore]
    public string? Old { get; init; }

    /// <summary>Null of a file that goes.</summary>
    [JsonIgnore]
    public string? New { get; init; }

    public bool Writes => Action is not (FileAction.Unchanged or FileAction.Kept);
}

[JsonConverter(typeof(SnakeCase<FileAction>))]
public enum FileAction
{
    Create,
    Update,

    /// <summary>A file that is not ours makes room: it is renamed, and a new one written.</summary>
    Replace,

    /// <summary>The group is gone: its file is renamed.</summary>
    Archive,

    /// <summary>Nothing is to be written.</summary>
    Unchanged,

    /// <summary>Left as it is, though it would be written differently now.</summary>
    Kept,
}

/// <summary>Everything that planning wants to write, all or nothing.</summary>
/// <param name="Folders">For evidence; relative to the root, with a slash at the end.</param>
public sealed record PlanChanges(IReadOnlyList<FileChange> Files, IReadOnlyList<string> Folders)
{
    public static PlanChanges None { get; } = new([], []);
}
