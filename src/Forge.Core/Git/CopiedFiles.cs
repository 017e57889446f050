namespace Forge.Core.Git;

/// <param name="Copied">Relative paths that are in the worktree now.</param>
/// <param name="Missing">Globs that matched nothing: the worktree lacks what the project says it needs.</param>
/// <param name="Refused">Links that lead out of the repository, and places that lead out of the worktree.</param>
internal sealed record CopyResult(
    IReadOnlyList<string> Copied,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Refused
);

/// <summary>
/// Brings files that git does not track, as <c>.env</c>, from the person's checkout into a new worktree. Which ones is
/// said by the project's globs and by <c>.worktreeinclude</c>; git itself matches both.
/// </summary>
internal static class CopiedFiles
{
    public const string IncludeFile = ".worktreeinclude";

    /// <summary>The project's setting as a list: globs between commas or on lines of their own.</summary>
    public static IReadOnlyList<string> Globs(string? setting) =>
        [
            .. (setting ?? "")
                .Split([',', '\n'], StringSplitOptions.TrimEntries)
                .Where(glob => glob.Length > 0)
                .Distinct(),
        ];

    public static async Task<CopyResult> CopyAsync(
        string repoPath,
        string worktree,
        IReadOnlyList<string> globs,
        CancellationToken ct
    )
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        List<string> missing = [];
        // A bare repository has no files but those that git tracks.
        if (!Path.Exists(Path.Join(repoPath, ".git")))
            return new CopyResult([], [.. globs], []);
        foreach (var glob in globs)
        {
            var matches = await MatchAsync(repoPath, glob, ct).ConfigureAwait(false);
            if (matches.Count == 0 && !Path.Exists(Path.Join(worktree, glob)))
                missing.Add(glob);
            found.UnionWith(matches);
        }
        found.UnionWith(await IncludedAsync(repoPath, ct).ConfigureAwait(false));
        List<string> copied = [];
        List<string> refused = [];
        foreach (var path in found.Where(path => !path.EndsWith('/')))
            if (Copy(repoPath, worktree, path) is { } done)
                (done ? copied : refused).Add(path);
        return new CopyResult(copied, missing, refused);
    }

    /// <summary>Untracked files that one glob means; it is anchored at the top, and only its fixed part is walked.</summary>
    private static Task<IReadOnlyList<string>> MatchAsync(
        string repo,
        string glob,
        CancellationToken ct
    )
    {
        var anchored = glob.TrimStart('/', '.').Length == 0 ? glob : glob.TrimStart('/');
        if (anchored.StartsWith("./", StringComparison.Ordinal))
            anchored = anchored[2..];
        if (anchored.Split('/').Contains(".."))
            return Task.FromResult<IReadOnlyList<string>>([]);
        var wild = anchored.IndexOfAny(['*', '?', '[', '\\']);
        var fixedPart = wild < 0 ? anchored : anchored[..(anchored.LastIndexOf('/', wild) + 1)];
        string[] below = fixedPart.Length == 0 ? [] : ["--", fixedPart.TrimEnd('/')];
        return ListAsync(repo, ["--exclude=/" + anchored, .. below], ct);
    }

    private static async Task<IReadOnlyList<string>> IncludedAsync(
        string repo,
        CancellationToken ct
    )
    {
        var file = Path.Join(repo, IncludeFile);
        return File.Exists(file)
            ? await ListAsync(repo, ["--exclude-from=" + file], ct).ConfigureAwait(false)
            : [];
    }

    private static async Task<IReadOnlyList<string>> ListAsync(
        string repo,
        string[] arguments,
        CancellationToken ct
    ) =>
        await GitCommand
            .In(
                repo,
                ["--literal-pathspecs", "ls-files", "-z", "--others", "--ignored", .. arguments]
            )
            .FieldsAsync(ct)
            .ConfigureAwait(false);

    /// <returns>True when copied, false when refused, null when the worktree has its own already.</returns>
    private static bool? Copy(string repo, string worktree, string path)
    {
        var from = Path.Join(repo, path);
        var to = Path.Join(worktree, path);
        if (Path.Exists(to) || new FileInfo(to).LinkTarget is not null)
            return null;
        // A link is copied as the file it leads to: as a link it would let the agent write into this checkout.
        if (!RealPaths.IsInside(from, repo) || Directory.Exists(from))
            return false;
        if (!MakeDirectory(worktree, Path.GetDirectoryName(path)!))
            return false;
        File.Copy(from, to, overwrite: false);
        return true;
    }

    /// <summary>Makes the directories one by one, so that none is made behind a link that leads out.</summary>
    private static bool MakeDirectory(string worktree, string relative)
    {
        var place = worktree;
        foreach (var part in relative.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = Path.Join(place, part);
            if (File.Exists(place))
                return false;
            if (!Directory.Exists(place))
                Directory.CreateDirectory(place);
            if (!RealPaths.IsInside(place, worktree))
                return false;
        }
        return true;
    }
}
