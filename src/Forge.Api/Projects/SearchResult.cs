namespace Forge.Api;

/// <summary>One line of <c>GET /api/projects/{id}/search?q=&amp;mode=</c>.</summary>
public sealed record SearchResult
{
    /// <summary>Relative to the repository.</summary>
    public required string Path { get; init; }
    public required bool IsFile { get; init; }
    public required MatchType MatchType { get; init; }
}

/// <summary>What of the path the query was found in. Spelt on the wire as here.</summary>
public enum MatchType
{
    FileName,
    DirectoryName,
    FullPath,
}
