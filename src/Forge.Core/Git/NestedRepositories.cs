namespace Forge.Core.Git;

/// <summary>A repository inside a worktree, snapshotted apart from it.</summary>
/// <param name="Path">Relative to the worktree.</param>
/// <param name="Commit">Holds its files as they were; its parent is the repository's own HEAD, if it had one.</param>
/// <param name="Branch">The branch it was on; null when detached.</param>
internal sealed record NestedSnapshot(string Path, string Commit, string Tree, string? Branch);

/// <summary>Saves and brings back repositories that somebody made or cloned inside a worktree.</summary>
internal static class NestedRepositories
{
    public static bool IsUnborn(string path)
    {
        var git = GitDirectories.Of(path);
        if (git is null)
            return false;
        var head = File.ReadAllText(Path.Join(git, "HEAD")).Trim();
        const string symbolic = "ref: ";
        if (!head.StartsWith(symbolic, StringComparison.Ordinal))
            return false;
        var packed = Path.Join(git, "packed-refs");
        var name = head[symbolic.Length..];
        return !File.Exists(Path.Join(git, name))
            && !(File.Exists(packed) && File.ReadAllText(packed).Contains(name));
    }

    /// <summary>
    /// Writes the content of a nested repository, and the commits it has, into the outer repository's object store,
    /// where they outlive the directory. Repositories inside it are saved likewise.
    /// </summary>
    public static async Task<IReadOnlyList<NestedSnapshot>> SaveAsync(
        GitRepository repo,
        string worktree,
        string path,
        CancellationToken ct
    )
    {
        var inside = Path.Join(worktree, path);
        using var index = PrivateIndex.Empty();
        var git = OuterStore(repo, inside, index.File);
        var status = await PorcelainStatus
            .ReadAsync(GitCommand.In(inside), "all", ct)
            .ConfigureAwait(false);
        List<NestedSnapshot> saved = [];
        foreach (var deeper in status.NestedRepositories)
            saved.AddRange(
                await SaveAsync(repo, worktree, $"{path}/{deeper}", ct).ConfigureAwait(false)
            );
        var tree = await TreeAsync(git, status, ct).ConfigureAwait(false);
        var parent = await BringHeadAsync(repo, inside, status.Head, ct).ConfigureAwait(false);
        string[] parents = parent is null ? [] : ["-p", parent];
        var commit = repo.Git(["commit-tree", tree, .. parents]) with
        {
            Variables = Identity.OfForge,
        };
        var sha = await commit.Saying($"nested {path}\n").TextAsync(ct).ConfigureAwait(false);
        return [new NestedSnapshot(path, sha, tree, status.Branch), .. saved];
    }

    /// <summary>Brings a saved repository back: its commits where there is none, and its files.</summary>
    public static async Task RestoreAsync(
        GitRepository repo,
        string worktree,
        NestedSnapshot saved,
        CancellationToken ct
    )
    {
        var inside = Path.Join(worktree, saved.Path);
        Directory.CreateDirectory(inside);
        if (!Path.Exists(Path.Join(inside, ".git")))
            await BeginAsync(repo, inside, saved, ct).ConfigureAwait(false);
        using var index = PrivateIndex.Empty();
        var git = OuterStore(repo, inside, index.File);
        await (git with { Arguments = ["read-tree", saved.Tree] })
            .CheckAsync(ct)
            .ConfigureAwait(false);
        await (git with { Arguments = ["checkout-index", "--all", "--force"] })
            .CheckAsync(ct)
            .ConfigureAwait(false);
    }

    private static async Task BeginAsync(
        GitRepository repo,
        string inside,
        NestedSnapshot saved,
        CancellationToken ct
    )
    {
        var branch = saved.Branch ?? "main";
        await GitCommand
            .In(inside, "init", "-q", "--template=", "-b", branch)
            .CheckAsync(ct)
            .ConfigureAwait(false);
        var parent = await repo.Git("rev-parse", "-q", "--verify", saved.Commit + "^1")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!parent.Ok)
            return;
        var sha = parent.Output.Trim();
        // Objects are copied through a pack; the outer repository does not allow asking for any object by id.
        var pack = await repo.Git("pack-objects", "--revs", "--stdout", "-q")
            .Saying(sha + "\n")
            .CheckAsync(ct)
            .ConfigureAwait(false);
        await (GitCommand.In(inside, "unpack-objects", "-q") with { Input = pack.OutputBytes })
            .CheckAsync(ct)
            .ConfigureAwait(false);
        await GitCommand.In(inside, "update-ref", "HEAD", sha).CheckAsync(ct).ConfigureAwait(false);
        await GitCommand.In(inside, "read-tree", "HEAD").CheckAsync(ct).ConfigureAwait(false);
    }

    private static async Task<string> TreeAsync(
        GitCommand git,
        PorcelainStatus status,
        CancellationToken ct
    )
    {
        // Asked as the outer repository sees it, which ignores by the nested one's .gitignore files alike.
        var add = git with
        {
            Arguments =
            [
                "add",
                "-A",
                "--sparse",
                "--ignore-errors",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
            ],
        };
        await add.Naming(PrivateIndex.Everything(status.NestedRepositories))
            .RunAsync(ct)
            .ConfigureAwait(false);
        return await (git with { Arguments = ["write-tree"] }).TextAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Copies the nested repository's HEAD with its history into the outer store; null when there is none.</summary>
    private static async Task<string?> BringHeadAsync(
        GitRepository repo,
        string inside,
        string? head,
        CancellationToken ct
    )
    {
        if (head is null)
            return null;
        var known = await repo.Git("cat-file", "-e", head + "^{commit}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (known.Ok)
            return head;
        var fetched = await repo.Git(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                "--",
                inside,
                "HEAD"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return fetched.Ok ? head : null;
    }

    private static GitCommand OuterStore(GitRepository repo, string inside, string index) =>
        new(inside, []) { IndexFile = index, Variables = Pointing(repo, inside) };

    private static Dictionary<string, string?> Pointing(GitRepository repo, string inside) =>
        new() { ["GIT_DIR"] = repo.CommonDirectory, ["GIT_WORK_TREE"] = inside };
}
