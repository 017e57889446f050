namespace Forge.Core.Git;

/// <summary>
/// An index of Forge's own for somebody else's worktree. It starts as a copy of the real one, because that carries what
/// git knows about unchanged files (a fresh index would read them all), and leaves the real one as it is.
/// </summary>
internal sealed class PrivateIndex : IDisposable
{
    private readonly string _directory;

    private PrivateIndex(string directory) => _directory = directory;

    public string File => Path.Join(_directory, "index");

    public static PrivateIndex CopyOf(string worktree)
    {
        var index = new PrivateIndex(Directory.CreateTempSubdirectory("forge-index-").FullName);
        index.CopyFrom(worktree);
        return index;
    }

    public static PrivateIndex Empty() =>
        new(Directory.CreateTempSubdirectory("forge-index-").FullName);

    /// <summary>In a directory that is kept; disposing removes it.</summary>
    public static PrivateIndex At(string directory)
    {
        Directory.CreateDirectory(directory);
        return new PrivateIndex(directory);
    }

    /// <summary>Begins anew from the real index.</summary>
    public void CopyFrom(string worktree)
    {
        System.IO.File.Delete(File);
        System.IO.File.Delete(File + ".lock");
        var real = GitDirectories.Of(worktree) is { } git ? Path.Join(git, "index") : null;
        if (real is null || !System.IO.File.Exists(real))
            return;
        // The copy keeps the time of the original: git compares it with those of files to see which it must read again.
        System.IO.File.Copy(real, File);
        System.IO.File.SetLastWriteTimeUtc(File, System.IO.File.GetLastWriteTimeUtc(real));
    }

    /// <summary>
    /// Takes everything in the worktree that is not ignored into this index, but repositories inside it: as links they
    /// would lose their content, and one without a commit would stop git.
    /// </summary>
    /// <returns>What the worktree looked like, and git's words on files that could not be read (empty when all could).</returns>
    public async Task<(PorcelainStatus Status, string Unread)> TakeAllAsync(
        string worktree,
        string? objects,
        CancellationToken ct
    )
    {
        var git = new GitCommand(worktree, [])
        {
            IndexFile = File,
            ObjectDirectory = objects,
            Variables = new Dictionary<string, string?>
            {
                // `status` may write what it learnt into this index: it is ours.
                ["GIT_OPTIONAL_LOCKS"] = "1",
            },
        };
        var status = await PorcelainStatus.ReadAsync(git, "all", ct).ConfigureAwait(false);
        if (status.Changed.Count == 0 && status.Untracked.Count == 0)
            return (status, "");
        var left = status.NestedRepositories.Concat(Unborn(worktree, status)).ToList();
        var add = git with
        {
            Arguments =
            [
                "add",
                "-A",
                // Also what lies outside of a sparse checkout: it was made all the same.
                "--sparse",
                "--ignore-errors",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
            ],
        };
        var result = await add.Naming(Everything(left)).RunAsync(ct).ConfigureAwait(false);
        if (!result.Ok && result.Error.Contains("index.lock", StringComparison.Ordinal))
            throw new GitFailed("add", result);
        return (status, result.Ok ? "" : result.Error.Trim());
    }

    /// <summary>Pathspecs for the whole worktree without some directories.</summary>
    public static IEnumerable<string> Everything(IEnumerable<string> without) =>
        [":/", .. without.Select(path => ":(top,exclude,literal)" + path)];

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Submodules whose repository was begun anew and has no commit.</summary>
    private static IEnumerable<string> Unborn(string worktree, PorcelainStatus status) =>
        status
            .Changed.Where(change => change.IsSubmodule)
            .Select(change => change.Path)
            .Where(path => NestedRepositories.IsUnborn(Path.Join(worktree, path)));
}
