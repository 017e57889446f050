using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class WorktreeStatusTests
{
    [Theory]
    [InlineData("worktree")]
    [InlineData("entry")]
    public async Task What_goes_while_it_is_looked_at_is_told_from_a_mistake(string what)
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        Directory.Delete(
            what == "entry"
                ? GitDirectories.AdministrationOf(sandbox.Repo, tree.Worktree)!
                : tree.Worktree,
            recursive: true
        );

        var error = await Should.ThrowAsync<GitFailed>(() =>
            GitCommand.In(tree.Worktree, "status").CheckAsync(Deadline)
        );

        error.PlaceIsGone.ShouldBeTrue(error.Message);
    }

    [Fact]
    public async Task Commits_and_edits_are_counted_against_the_target()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Write("c.txt", "c");
        sandbox.CommitAll("c");
        sandbox.Write("d.txt", "d");
        sandbox.CommitAll("d");
        WriteIn(tree.Worktree, "a.txt", "edited");
        WriteIn(tree.Worktree, "new.txt", "new");
        WriteIn(tree.Worktree, "folder/one", "1");
        WriteIn(tree.Worktree, "folder/two", "2");

        var status = await ReadAsync(sandbox, tree);

        status.ShouldBeEquivalentTo(
            new WorktreeStatus(
                sandbox.Sha(tree.Branch),
                new AheadBehind(1, 2),
                null,
                new OpenEdits(1, 2),
                null,
                new List<string>()
            )
        );
    }

    [Fact]
    public async Task A_conflict_is_named_and_counts_stay_those_of_the_branch()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "a.txt", "theirs\n");
        sandbox.Write("a.txt", "ours\n");
        sandbox.CommitAll("ours");
        TryGitIn(tree.Worktree, "rebase", "main").Ok.ShouldBeFalse();

        var status = await ReadAsync(sandbox, tree);

        status.IsRebaseInProgress.ShouldBeTrue();
        status.ConflictOperation!.Value.Word().ShouldBe("rebase");
        status.ConflictedFiles.ShouldBe(["a.txt"]);
        status.OfTarget.ShouldBe(new AheadBehind(1, 1));
        status.HeadOid.ShouldBe(sandbox.Sha("main"));
    }

    [Fact]
    public async Task Without_its_worktree_a_branch_is_told_from_its_commits()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        await Worktrees.RemoveAsync(
            sandbox.Repo,
            tree.Attempt,
            tree.Worktree,
            sandbox.Trash,
            DateTimeOffset.UnixEpoch,
            Deadline
        );

        var status = await ReadAsync(sandbox, tree);

        status.OfTarget!.Value.Ahead.ShouldBe(1);
        status.HeadOid.ShouldBe(sandbox.Sha(tree.Branch));
        status.Edits.ShouldBeNull();
    }

    [Fact]
    public async Task A_pushed_branch_is_counted_against_its_remote_too()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Git(
            "update-ref",
            $"refs/remotes/origin/{tree.Branch}",
            sandbox.Sha(tree.Branch + "^")
        );

        var status = await ReadAsync(sandbox, tree);

        status.OfRemote.ShouldBe(new AheadBehind(1, 0));
        var lost = await WorktreeStatus.ReadAsync(
            sandbox.Repo,
            tree.Worktree,
            tree.Branch,
            "no-such-target",
            Deadline
        );
        lost.OfTarget.ShouldBeNull();
    }

    [Fact]
    public void Names_with_blanks_and_line_ends_survive_the_porcelain()
    {
        const string zeros = "0000";
        var status = PorcelainStatus.Parse([
            "# branch.oid abc",
            "# branch.head (detached)",
            $"1 .M N... 100644 100644 100644 {zeros} {zeros} a b\nc",
            $"2 R. N... 100644 100644 100644 {zeros} {zeros} R100 new name",
            "? not an entry but the old name",
            $"u UU N... 1 2 3 4 {zeros} {zeros} {zeros} in conflict",
            "? nested dir/",
            "! ignored one",
        ]);

        status.Branch.ShouldBeNull();
        status
            .Changed.Select(change => change.Path)
            .ShouldBe(["a b\nc", "new name", "in conflict"]);
        status.Conflicts.ShouldBe(["in conflict"]);
        status.NestedRepositories.ShouldBe(["nested dir"]);
        status.Untracked.ShouldBe(["nested dir/"]);
        status.Ignored.ShouldBe(["ignored one"]);
    }

    private static Task<WorktreeStatus> ReadAsync(GitSandbox sandbox, AttemptTree tree) =>
        WorktreeStatus.ReadAsync(sandbox.Repo, tree.Worktree, tree.Branch, "main", Deadline);
}
