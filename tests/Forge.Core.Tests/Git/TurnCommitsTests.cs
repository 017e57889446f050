using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class TurnCommitsTests
{
    [Fact]
    public async Task Everything_that_an_agent_left_is_committed_by_the_person_with_forge_named()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WorktreesTests.FailingHook(sandbox, "pre-commit");
        WorktreesTests.FailingHook(sandbox, "commit-msg");
        WriteIn(tree.Worktree, "new \"q\"\n.txt", "new");
        WriteIn(tree.Worktree, "a.txt", "changed");
        File.Delete(Path.Join(tree.Worktree, "dir/b.txt"));

        var turn = await CommitAsync(sandbox, tree, "Do it\n\n# not a comment");

        turn.Sha.ShouldBe(sandbox.Sha(tree.Branch));
        turn.Branch.ShouldBe(tree.Branch);
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe("");
        sandbox
            .Git("log", "-1", "--format=%an <%ae>%n%B", tree.Branch)
            .ShouldBe("Ada <ada@example.org>\nDo it\n\n# not a comment\n\nCommitted-by: Forge");
        File.Exists(Path.Join(sandbox.Root, "hook-ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_nobody_is_configured_the_commit_is_by_forge()
    {
        using var sandbox = await CreateAsync(identity: false);
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "x");

        await CommitAsync(sandbox, tree, "x");

        sandbox
            .Git("log", "-1", "--format=%an <%ae> %cn", tree.Branch)
            .ShouldBe("Forge <forge@localhost> Forge");
    }

    [Fact]
    public async Task Nothing_new_makes_no_commit_also_when_the_agent_committed_by_itself()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "x");
        var own = CommitAllIn(tree.Worktree, "the agent's own");

        var turn = await CommitAsync(sandbox, tree, "x");

        turn.Sha.ShouldBeNull();
        turn.Head.ShouldBe(own);
    }

    [Fact]
    public async Task A_branch_that_the_agent_changed_is_told_and_the_attempts_own_is_untouched()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var before = sandbox.Sha(tree.Branch);
        GitIn(tree.Worktree, "checkout", "-q", "-b", "agents-idea");
        WriteIn(tree.Worktree, "x", "x");

        var turn = await CommitAsync(sandbox, tree, "x");

        turn.Branch.ShouldBe("agents-idea");
        turn.Sha.ShouldBe(sandbox.Sha("agents-idea"));
        sandbox.Sha(tree.Branch).ShouldBe(before);
    }

    [Fact]
    public async Task Repositories_inside_are_left_out_and_do_not_make_it_fail()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var born = SnapshotsTests.MakeRepository(tree.Worktree, "born");
        WriteIn(born, "x", "x");
        CommitAllIn(born, "x");
        var unborn = SnapshotsTests.MakeRepository(tree.Worktree, "sub/unborn");
        WriteIn(unborn, "y", "y");

        (await CommitAsync(sandbox, tree, "nothing")).Sha.ShouldBeNull();
        WriteIn(tree.Worktree, "sub/z", "z");
        var turn = await CommitAsync(sandbox, tree, "z");

        turn.Nested.ShouldBe(["born", "sub/unborn"], ignoreOrder: true);
        sandbox.Git("diff-tree", "-r", "--name-only", "main", turn.Sha!).ShouldBe("sub/z");
        ReadIn(unborn, "y").ShouldBe("y");
    }

    [Fact]
    public async Task A_lock_that_a_dead_git_left_is_a_clear_conflict_and_is_not_broken()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "x");
        var file = Path.Join(GitDirectories.Of(tree.Worktree)!, "index.lock");
        File.WriteAllText(file, "");

        var error = await Should.ThrowAsync<RuleBroken>(() => CommitAsync(sandbox, tree, "x"));

        error.Message.ShouldContain(file);
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_that_goes_is_waited_for()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "x", "x");
        var file = Path.Join(GitDirectories.Of(tree.Worktree)!, "index.lock");
        await using (var held = new FileStream(file, FileMode.CreateNew))
        {
            var commit = CommitAsync(sandbox, tree, "x");
            commit.IsCompleted.ShouldBeFalse();
            File.Delete(file);
            (await commit).Sha.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_merge_left_in_conflict_is_not_committed()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "a.txt", "theirs\n");
        CommitAllIn(tree.Worktree, "theirs");
        sandbox.Write("a.txt", "ours\n");
        sandbox.CommitAll("ours");
        TryGitIn(tree.Worktree, "merge", "-q", "main").Ok.ShouldBeFalse();

        var turn = await CommitAsync(sandbox, tree, "x");

        turn.Sha.ShouldBeNull();
        turn.Operation.ShouldBe(GitOperation.Merge);
        GitIn(tree.Worktree, "ls-files", "-u").ShouldNotBe("");
    }

    [Theory]
    [InlineData("Title", "Title\n\nT: x\n")]
    [InlineData("", "Work of an agent\n\nT: x\n")]
    [InlineData("Title\n\nBody\n", "Title\n\nBody\n\nT: x\n")]
    [InlineData("Title\n\nBody\n\nSigned-off-by: A\n", "Title\n\nBody\n\nSigned-off-by: A\nT: x\n")]
    [InlineData("fix: title", "fix: title\n\nT: x\n")]
    public void A_trailer_joins_the_block_of_trailers(string message, string expected) =>
        Trailers.Add(message, "T: x").ShouldBe(expected);

    private static Task<TurnCommit> CommitAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        string message
    ) => TurnCommits.CommitAsync(sandbox.Repo, tree.Worktree, message, Deadline);
}
