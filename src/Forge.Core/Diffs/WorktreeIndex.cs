using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>
/// A warm index of a worktree's whole content, in a directory of its own: the agent's index and the repository's store
/// stay as they are. Kept up to date path by path, so that a change costs a few calls of git however big the tree is.
/// </summary>
internal sealed class WorktreeIndex : IDisposable
{
    /// <summary>Above this many paths, looking at everything is cheaper than naming them.</summary>
    private const int MostPaths = 200;

    /// <summary>Old contents of edited files are thrown away after this many updates.</summary>
    private const int MostUpdates = 5_000;

    private readonly GitRepository _repo;
    private readonly string _worktree;
    private readonly PrivateIndex _index;
    private readonly HashSet<string> _ignored = [];
    private int _updates;

    public WorktreeIndex(GitRepository repo, string worktree, string scratch)
    {
        _repo = repo;
        _worktree = worktree;
        _index = PrivateIndex.At(scratch);
        Objects = Path.Join(scratch, "objects");
        BeginObjects();
    }

    /// <summary>Where the contents of changed files are.</summary>
    public string Objects { get; }

    /// <summary>Begins anew from the agent's index and looks at every file.</summary>
    public async Task FillAsync(CancellationToken ct)
    {
        if (_updates > MostUpdates)
            BeginObjects();
        _updates = 0;
        _ignored.Clear();
        _index.CopyFrom(_worktree);
        await _index.TakeAllAsync(_worktree, Objects, ct).ConfigureAwait(false);
    }

    /// <summary>Directories with files in this index, and those above them; empty text is the top.</summary>
    public async Task<HashSet<string>> DirectoriesAsync(CancellationToken ct)
    {
        var files = await Git("ls-files", "-z").FieldsAsync(ct).ConfigureAwait(false);
        var directories = new HashSet<string> { "" };
        foreach (var file in files)
        {
            var slash = file.LastIndexOf('/');
            while (slash > 0 && directories.Add(file[..slash]))
                slash = file.LastIndexOf('/', slash - 1);
        }
        return directories;
    }

    /// <summary>Directories with files in the agent's own index.</summary>
    public async Task<HashSet<string>> TrackedDirectoriesAsync(CancellationToken ct)
    {
        _index.CopyFrom(_worktree);
        return await DirectoriesAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Files that are tracked although they are ignored: the one thing that only the agent's index knows.</summary>
    public async Task<string> ForcedAsync(CancellationToken ct)
    {
        var forced = await GitCommand
            .In(_worktree, "ls-files", "-z", "-c", "-i", "--exclude-standard")
            .CheckAsync(ct)
            .ConfigureAwait(false);
        return forced.Output;
    }

    /// <summary>Looks at some paths only.</summary>
    /// <returns>False when it cannot be done path by path; then <see cref="FillAsync"/>.</returns>
    public async Task<bool> UpdateAsync(IReadOnlySet<string> paths, CancellationToken ct)
    {
        var asked = paths.Where(path => !IsKnownToBeIgnored(path)).ToList();
        if (asked.Count == 0)
            return true;
        // Names that are not UTF-8 cannot be handed back to git as text.
        if (asked.Count > MostPaths || ++_updates > MostUpdates || asked.Any(IsGarbled))
            return false;
        var listed = await Git([
                "--literal-pathspecs",
                "ls-files",
                "-z",
                "-c",
                "-o",
                "--deduplicate",
                "--exclude-standard",
                "--",
                .. asked,
            ])
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        if (listed.Any(IsGarbled))
            return false;
        await LearnIgnoredAsync(asked, listed, ct).ConfigureAwait(false);
        var files = listed.Where(path => !path.EndsWith('/')).ToList();
        return await WriteAsync(files, ct).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DiffEntry>> DiffAsync(string baseCommit, CancellationToken ct)
    {
        var fields = await Git(["diff-index", "--cached", .. RawDiff.Options, baseCommit, "--"])
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        return RawDiff.Parse(fields);
    }

    /// <summary>Those of some directories or files that git ignores.</summary>
    public async Task<HashSet<string>> IgnoredAsync(
        IReadOnlyCollection<string> paths,
        CancellationToken ct
    )
    {
        if (paths.Count == 0)
            return [];
        var asked = Git("check-ignore", "-z", "--stdin").Naming(paths);
        var result = await asked.RunAsync(ct).ConfigureAwait(false);
        return result.ExitCode <= 1
            ? [.. GitCommand.Fields(result)]
            : throw new GitFailed("check-ignore", result);
    }

    public void Dispose() => _index.Dispose();

    private async Task<bool> WriteAsync(List<string> files, CancellationToken ct)
    {
        if (files.Count == 0)
            return true;
        var hidden = files.Where(IsBehindLink).ToList();
        if (hidden.Count > 0)
        {
            var remove = Git("update-index", "--force-remove", "-z", "--stdin").Naming(hidden);
            if (!(await remove.RunAsync(ct).ConfigureAwait(false)).Ok)
                return false;
        }
        var seen = files.Except(hidden).ToList();
        if (seen.Count == 0)
            return true;
        var update = Git("update-index", "--add", "--remove", "--replace", "-z", "--stdin");
        return (await update.Naming(seen).RunAsync(ct).ConfigureAwait(false)).Ok;
    }

    /// <summary>Remembers ignored files that are written to all the time, so that git is asked of each once only.</summary>
    private async Task LearnIgnoredAsync(
        List<string> asked,
        IReadOnlyList<string> listed,
        CancellationToken ct
    )
    {
        var known = listed.ToHashSet();
        var silent = asked
            .Where(path => !known.Contains(path) && File.Exists(Path.Join(_worktree, path)))
            .Where(path => !IsBehindLink(path))
            .ToList();
        _ignored.UnionWith(await IgnoredAsync(silent, ct).ConfigureAwait(false));
    }

    private bool IsKnownToBeIgnored(string path) =>
        _ignored.Contains(path) && !Directory.Exists(Path.Join(_worktree, path));

    /// <summary>A directory on the way became a link: the file is not in this worktree any more.</summary>
    private bool IsBehindLink(string path)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
            if (new FileInfo(Path.Join(_worktree, path[..slash])).LinkTarget is not null)
                return true;
        return false;
    }

    private static bool IsGarbled(string path) => path.Contains('\uFFFD');

    private void BeginObjects()
    {
        if (Directory.Exists(Objects))
            Directory.Delete(Objects, recursive: true);
        PassingObjects.Begin(Objects, _repo);
    }

    /// <summary>A question about this index.</summary>
    public GitCommand Git(params string[] arguments) =>
        new(_worktree, arguments) { IndexFile = _index.File, ObjectDirectory = Objects };
}
