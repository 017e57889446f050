namespace Forge.Core.Diffs;

internal enum DiffChange
{
    Added,
    Deleted,
    Modified,
    Renamed,
    Copied,

    /// <summary>Only the file's mode is another.</summary>
    PermissionChange,
}

/// <summary>A file's content as git names it.</summary>
/// <param name="Mode">Git's mode, as 100644; 000000 where there is no file.</param>
internal readonly record struct DiffBlob(string Mode, string Oid)
{
    /// <summary>A commit of a submodule; there is no content of it here.</summary>
    public bool IsLink => Mode == "160000";
}

/// <summary>That a file differs, without its content.</summary>
/// <param name="Additions">Git's count of lines; null for a binary file.</param>
internal sealed record DiffEntry(
    DiffChange Change,
    string? OldPath,
    string? NewPath,
    DiffBlob Old,
    DiffBlob New,
    int? Additions,
    int? Deletions
)
{
    /// <summary>Under which the entry is known to readers.</summary>
    public string Path => NewPath ?? OldPath!;

    public bool IsBinary => Additions is null;
}

/// <summary>A file's difference with its content, as the wire has it.</summary>
/// <param name="ContentOmitted">The content exists as text but is not given: too big, or not asked for.</param>
internal sealed record FileDiff(
    DiffChange Change,
    string? OldPath,
    string? NewPath,
    string? OldContent,
    string? NewContent,
    bool ContentOmitted,
    int? Additions,
    int? Deletions
)
{
    /// <summary>For readers of numbers only.</summary>
    public static FileDiff WithoutContent(DiffEntry entry) =>
        new(
            entry.Change,
            entry.OldPath,
            entry.NewPath,
            null,
            null,
            true,
            entry.Additions,
            entry.Deletions
        );
}

/// <summary>What changed since a version.</summary>
/// <param name="Next">The version to read from next.</param>
/// <param name="IsWhole">The reader's version is too old to tell it what went: these entries are all there are.</param>
/// <param name="HasEnded">The worktree is gone; nothing will follow.</param>
internal sealed record DiffPage(
    IReadOnlyList<DiffEntry> Changed,
    IReadOnlyList<string> Removed,
    long Next,
    bool IsWhole,
    bool HasEnded
);
