#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class SnapshotsTests
{
    [Fact]
    public async Task A_snapshot_leaves_worktree_and_index_as_they_are_to_the_byte()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "staged.txt", "staged");
        GitIn(tree.Worktree, "add", "staged.txt");
        WriteIn(tree.Worktree, "a.txt", "changed");
        WriteIn(tree.Worktree, "new/untracked.txt", "new");
        File.Delete(Path.Join(tree.Worktree, "dir/b.txt"));
        var git = GitDirectories.Of(tree.Worktree)!;
        var before = FingerprintOf(tree.Worktree) + FingerprintOf(git);

        var taken = await TakeAsync(sandbox, tree);

        (FingerprintOf(tree.Worktree) + FingerprintOf(git)).ShouldBe(before);
        taken.Made.ShouldBeTrue();
        taken.Unread.ShouldBe("");
        taken.Snapshot.Ref.ShouldBe($"refs/forge/snap/{tree.Attempt}/1");
        Names(sandbox, taken.Snapshot).ShouldBe(["a.txt", "new/untracked.txt", "staged.txt"]);
        sandbox.Sha(taken.Snapshot.Sha + "^").ShouldBe(sandbox.Sha("main"));
    }

    [Fact]
    public async Task Ignored_files_are_left_out_and_odd_names_are_kept()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        string[] odd =
        [
            "with space.txt",
            "quote\"'.txt",
            "line\nend.txt",
            "ünï-日本.txt",
            "-dash",
            ":(top)magic*?[x].txt",
        ];
        foreach (var name in odd)
            WriteIn(tree.Worktree, name, name);
        WriteIn(tree.Worktree, ".gitignore", "*.log\n");
        WriteIn(tree.Worktree, "x.log", "ignored");

        var taken = await TakeAsync(sandbox, tree);

        var names = GitCommand
            .Fields(TryGitIn(sandbox.Top, "ls-tree", "-r", "-z", "--name-only", taken.Snapshot.Sha))
            .ToList();
        names.ShouldBe([.. odd, ".gitignore", "a.txt", "dir/b.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_equal_worktree_makes_no_second_snapshot_and_a_changed_one_does()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "1");

        var first = await TakeAsync(sandbox, tree);
        var same = await TakeAsync(sandbox, tree);
        WriteIn(tree.Worktree, "x", "2");
        var second = await TakeAsync(sandbox, tree);

        same.Made.ShouldBeFalse();
        same.Snapshot.ShouldBeEquivalentTo(first.Snapshot);
        second.Snapshot.Number.ShouldBe(2);
        var all = await Snapshots.ListAsync(sandbox.Repo, tree.Attempt, Deadline);
        all.Select(one => one.Sha).ShouldBe([first.Snapshot.Sha, second.Snapshot.Sha]);
    }

    [Fact]
    public async Task Commits_on_no_branch_are_kept_by_a_snapshot_of_an_equal_tree()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "1");
        await TakeAsync(sandbox, tree);
        GitIn(tree.Worktree, "checkout", "-q", "--detach");
        var lost = CommitAllIn(tree.Worktree, "on no branch");

        var taken = await TakeAsync(sandbox, tree);

        sandbox.Sha(taken.Snapshot.Sha + "^").ShouldBe(lost);
    }

    [Fact]
    public async Task A_restored_worktree_equals_the_snapshot_and_keeps_ignored_files()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, ".gitignore", "*.log\n");
        WriteIn(tree.Worktree, "run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Join(tree.Worktree, "run.sh"), (UnixFileMode)0b111_101_101);
        File.CreateSymbolicLink(Path.Join(tree.Worktree, "link"), "a.txt");
        File.Delete(Path.Join(tree.Worktree, "dir/b.txt"));
        var wanted = (await TakeAsync(sandbox, tree)).Snapshot;
        WriteIn(tree.Worktree, "keep.log", "ignored");
        WriteIn(tree.Worktree, "later.txt", "later");
        WriteIn(tree.Worktree, "dir/b.txt", "again");
        File.Delete(Path.Join(tree.Worktree, "link"));
        File.Delete(Path.Join(tree.Worktree, "run.sh"));

        await Snapshots.RestoreAsync(sandbox.Repo, wanted, tree.Worktree, Deadline);

        (await TakeAsync(sandbox, tree)).Snapshot.Tree.ShouldBe(wanted.Tree);
        File.Exists(Path.Join(tree.Worktree, "later.txt")).ShouldBeFalse();
        new FileInfo(Path.Join(tree.Worktree, "link")).LinkTarget.ShouldBe("a.txt");
        ReadIn(tree.Worktree, "keep.log").ShouldBe("ignored");
    }

    [Fact]
    public async Task Repositories_inside_are_saved_apart_with_their_commits_and_brought_back()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var nested = MakeRepository(tree.Worktree, "deep/nested");
        WriteIn(nested, "kept.txt", "committed");
        var head = CommitAllIn(nested, "inside");
        WriteIn(nested, "open.txt", "not committed");
        var unborn = MakeRepository(tree.Worktree, "unborn");
        WriteIn(unborn, "first.txt", "never committed");
        var inner = MakeRepository(unborn, "in ner");
        WriteIn(inner, "deepest.txt", "deepest");
        WriteIn(tree.Worktree, "plain.txt", "plain");

        var taken = await TakeAsync(sandbox, tree);
        (await TakeAsync(sandbox, tree)).Made.ShouldBeFalse();
        Directory.Delete(Path.Join(tree.Worktree, "deep"), recursive: true);
        Directory.Delete(unborn, recursive: true);
        await Snapshots.RestoreAsync(sandbox.Repo, taken.Snapshot, tree.Worktree, Deadline);

        taken
            .Snapshot.Nested.Select(one => one.Path)
            .ShouldBe(["deep/nested", "unborn", "unborn/in ner"], ignoreOrder: true);
        ReadIn(nested, "open.txt").ShouldBe("not committed");
        GitIn(nested, "rev-parse", "HEAD").ShouldBe(head);
        GitIn(nested, "status", "--porcelain").ShouldBe("?? open.txt");
        ReadIn(unborn, "first.txt").ShouldBe("never committed");
        ReadIn(inner, "deepest.txt").ShouldBe("deepest");
        Names(sandbox, taken.Snapshot).ShouldBe(["plain.txt"]);
    }

    [Fact]
    public async Task Work_inside_a_submodule_outlives_its_worktree()
    {
        using var sandbox = await CreateAsync();
        var library = MakeRepository(sandbox.Root, "library");
        WriteIn(library, "lib.txt", "lib");
        CommitAllIn(library, "lib");
        string[] add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
        sandbox.Git([.. add, library, "sub"]);
        sandbox.CommitAll("submodule");
        var tree = await sandbox.AttemptAsync();
        string[] update = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "update"];
        GitIn(tree.Worktree, [.. update, "--init"]);
        var inside = Path.Join(tree.Worktree, "sub");
        WriteIn(inside, "own.txt", "own");
        var own = CommitAllIn(inside, "own");
        WriteIn(inside, "open.txt", "open");

        var taken = await TakeAsync(sandbox, tree);

        var nested = taken.Snapshot.Nested.ShouldHaveSingleItem();
        sandbox.Sha(nested.Commit + "^").ShouldBe(own);
        sandbox.Git("show", nested.Commit + ":open.txt").ShouldBe("open");
        sandbox.Git("rev-parse", taken.Snapshot.Sha + ":sub").ShouldBe(own);
    }

    [Fact]
    public async Task Snapshots_taken_at_the_same_moment_take_turns()
    {
        using var sandbox = await CreateAsync();
        var one = await sandbox.AttemptAsync();
        var trees = new List<AttemptTree> { one };
        for (var i = 0; i < 5; i++)
            trees.Add(await sandbox.AttemptAsync() with { Attempt = one.Attempt });
        foreach (var tree in trees)
            WriteIn(tree.Worktree, "x", tree.Branch);

        await Task.WhenAll(trees.Select(tree => TakeAsync(sandbox, tree)));

        var all = await Snapshots.ListAsync(sandbox.Repo, one.Attempt, Deadline);
        all.Select(snapshot => snapshot.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    internal static string MakeRepository(string root, string path)
    {
        var full = Directory.CreateDirectory(Path.Join(root, path)).FullName;
        GitIn(full, "init", "-q", "-b", "trunk", "--template=");
        return full;
    }

    private static string[] Names(GitSandbox sandbox, Snapshot snapshot) =>
        sandbox
            .Git("diff-tree", "-r", "--name-only", "--diff-filter=AM", "main", snapshot.Sha)
            .Split('\n');

    private static Task<SnapshotTaken> TakeAsync(GitSandbox sandbox, AttemptTree tree) =>
        Snapshots.TakeAsync(sandbox.Repo, tree.Worktree, tree.Attempt, Deadline);
}
