namespace Forge.Api;

/// <summary><c>GET /api/filesystem/directory?path=</c>. Errors: 404 no such directory.</summary>
public sealed record DirectoryList
{
    public required IReadOnlyList<DirectoryEntry> Entries { get; init; }
    public required string CurrentPath { get; init; }
}

/// <summary>One entry of a directory; <c>GET /api/filesystem/git-repos</c> answers a list of these.</summary>
public sealed record DirectoryEntry
{
    public required string Name { get; init; }
    public required string Path { get; init; }
    public required bool IsDirectory { get; init; }
    public required bool IsGitRepo { get; init; }

    /// <summary>Seconds since the last change; only in lists of repositories.</summary>
    public long? LastModified { get; init; }
}
