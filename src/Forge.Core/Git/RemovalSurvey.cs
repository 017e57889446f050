namespace Forge.Core.Git;

/// <summary>What the state knows of the attempt whose worktree may go.</summary>
internal sealed record AttemptState(bool IsFinished, bool IsMergedOrDiscarded, bool IsPinned);

/// <summary>Gathers the facts for <see cref="RemovalDecisions"/> from git and from the file system.</summary>
internal static class RemovalSurvey
{
    /// <summary>Directories that tools fill and fill again.</summary>
    private static readonly HashSet<string> Caches =
    [
        "node_modules",
        "bin",
        "obj",
        "target",
        "dist",
        "build",
        "out",
        "coverage",
        "vendor",
        "__pycache__",
        "venv",
        ".venv",
        ".tox",
        ".cache",
        ".gradle",
        ".next",
        ".nuxt",
        ".turbo",
        ".parcel-cache",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".vs",
    ];

    /// <summary>Of one ignored directory; one would block as well as a thousand.</summary>
    private const int MostFiles = 1_000;

    private static readonly string[] CacheFiles = [".pyc", ".o", ".class", ".DS_Store"];

    /// <param name="processesWithin">Living processes whose working directory is inside a path.</param>
    public static async Task<RemovalFacts> GatherAsync(
        GitRepository repo,
        string worktree,
        AttemptState state,
        Func<string, IReadOnlyList<int>> processesWithin,
        CancellationToken ct
    )
    {
        IReadOnlyList<string> left = [];
        var own = false;
        if (GitDirectories.Of(worktree) is not null)
        {
            var status = await PorcelainStatus
                .ReadAsync(GitCommand.In(worktree), "all", ct, "--ignored=traditional")
                .ConfigureAwait(false);
            left = Left(repo, worktree, status);
            own = await HoldsOwnAsync(repo, status, ct).ConfigureAwait(false);
        }
        else if (Directory.Exists(worktree))
            left = [worktree];
        return new RemovalFacts(
            state.IsFinished,
            state.IsMergedOrDiscarded,
            left,
            own,
            // The kernel tells where processes are without links.
            processesWithin(GitDirectories.Normal(worktree)),
            state.IsPinned
        );
    }

    public static bool IsCache(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Any(Caches.Contains)
            || CacheFiles.Any(end => path.EndsWith(end, StringComparison.Ordinal));
    }

    private static List<string> Left(GitRepository repo, string worktree, PorcelainStatus status) =>
        [
            .. status.Changed.Select(change => change.Path),
            .. status.Untracked,
            .. status
                .Ignored.Where(path => !IsCache(path))
                .SelectMany(path => Files(worktree, path))
                .Where(path => !IsCache(path) && !IsCopy(repo, worktree, path)),
        ];

    /// <summary>The files of an ignored directory; a link counts as a file and is not followed.</summary>
    private static IEnumerable<string> Files(string worktree, string path) =>
        path.EndsWith('/')
            ? Walk(new DirectoryInfo(Path.Join(worktree, path)))
                .Select(file => Path.GetRelativePath(worktree, file))
                .Take(MostFiles)
            : [path];

    private static IEnumerable<string> Walk(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
            if (entry is DirectoryInfo { LinkTarget: null } below)
                foreach (var file in Walk(below))
                    yield return file;
            else
                yield return entry.FullName;
    }

    /// <summary>A file that was copied in from the person's checkout and is still the same is not lost with the worktree.</summary>
    private static bool IsCopy(GitRepository repo, string worktree, string path)
    {
        var mine = new FileInfo(Path.Join(worktree, path));
        var theirs = new FileInfo(Path.Join(repo.Path, path));
        const long mostCompared = 16 << 20;
        return mine is { Exists: true, LinkTarget: null, Length: <= mostCompared }
            && theirs.Exists
            && mine.Length == theirs.Length
            && File.ReadAllBytes(mine.FullName)
                .AsSpan()
                .SequenceEqual(File.ReadAllBytes(theirs.FullName));
    }

    private static async Task<bool> HoldsOwnAsync(
        GitRepository repo,
        PorcelainStatus status,
        CancellationToken ct
    )
    {
        if (status.Head is null || status.Branch is not null)
            return false;
        var holding = await repo.Git(
                "for-each-ref",
                "--count=1",
                "--contains=" + status.Head,
                "refs/heads",
                "refs/remotes",
                "refs/tags"
            )
            .TextAsync(ct)
            .ConfigureAwait(false);
        return holding.Length == 0;
    }
}
