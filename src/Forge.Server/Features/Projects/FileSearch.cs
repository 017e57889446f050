using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Git;
using MatchType = Forge.Api.MatchType;

namespace Forge.Server.Features.Projects;

/// <summary>Finds files and directories by a part of their path; what git ignores is left out.</summary>
internal static class FileSearch
{
    private const int Most = 50;

    /// <param name="mode"><c>taskform</c>, <c>settings</c> or null: all kinds; or the name of one kind of match.</param>
    public static async Task<IReadOnlyList<SearchResult>> FindAsync(
        GitRepository repo,
        string query,
        string? mode,
        CancellationToken ct
    )
    {
        var only = Kind(mode);
        if (string.IsNullOrWhiteSpace(query))
            throw RuleBroken.Invalid("q: say what to search for");
        string[] list = repo.IsBare
            ? ["ls-tree", "-r", "-z", "--name-only", "HEAD"]
            : ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        var listed = await repo.Git(list).TextAsync(ct).ConfigureAwait(false);
        var files = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        var folders = files.SelectMany(Parents).Distinct();
        return
        [
            .. folders
                .Select(f => Match(f, isFile: false, query.Trim()))
                .Concat(files.Select(f => Match(f, isFile: true, query.Trim())))
                .OfType<SearchResult>()
                .Where(r => only is null || r.MatchType == only)
                .OrderBy(r => r.MatchType)
                .ThenBy(r => r.Path.Length)
                .ThenBy(r => r.Path, StringComparer.Ordinal)
                .Take(Most),
        ];
    }

    private static MatchType? Kind(string? mode) =>
        mode is null or "taskform" or "settings" ? null
        : Enum.TryParse<MatchType>(mode, ignoreCase: true, out var kind)
        && !char.IsAsciiDigit(mode[0])
        && Enum.IsDefined(kind)
            ? kind
        : throw RuleBroken.Malformed(
            $"mode: '{mode}' is none of taskform, settings, FileName, DirectoryName, FullPath"
        );

    private static SearchResult? Match(string path, bool isFile, string query)
    {
        var slash = path.LastIndexOf('/');
        var kind =
            Has(path[(slash + 1)..], query) ? MatchType.FileName
            : slash > 0 && Has(path[(path.LastIndexOf('/', slash - 1) + 1)..slash], query)
                ? MatchType.DirectoryName
            : Has(path, query) ? MatchType.FullPath
            : (MatchType?)null;
        return kind is null
            ? null
            : new SearchResult
            {
                Path = path,
                IsFile = isFile,
                MatchType = kind.Value,
            };
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            yield return path[..slash];
    }

    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
