using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class RebasingTests
{
    [Fact]
    public async Task Work_moves_onto_the_new_base()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Write("c.txt", "c");
        var onto = sandbox.CommitAll("c");

        var done = await RebaseAsync(sandbox, tree, onto);

        sandbox.Sha(tree.Branch).ShouldBe(done.ShouldBeOfType<RebaseResult.Done>().Head);
        sandbox.Sha(tree.Branch + "^").ShouldBe(onto);
        (await Snapshots.ListAsync(sandbox.Repo, tree.Attempt, Deadline)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_attempts_own_commits_move_when_the_old_base_is_given()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("checkout", "-q", "-b", "feature");
        sandbox.Write("feature.txt", "feature");
        var feature = sandbox.CommitAll("feature");
        var tree = new AttemptTree(Guid.NewGuid(), "forge/x", sandbox.PlaceFor("x"));
        await Worktrees.AddAsync(sandbox.Repo, tree.Worktree, tree.Branch, feature, Deadline);
        WriteIn(tree.Worktree, "own.txt", "own");
        CommitAllIn(tree.Worktree, "own");

        await Rebasing.RebaseAsync(sandbox.Repo, tree, sandbox.Sha("main"), feature, Deadline);

        File.Exists(Path.Join(tree.Worktree, "feature.txt")).ShouldBeFalse();
        ReadIn(tree.Worktree, "own.txt").ShouldBe("own");
    }

    [Fact]
    public async Task A_conflict_is_listed_and_goes_on_once_it_is_edited_away()
    {
        using var sandbox = await CreateAsync();
        var tree = await ConflictAsync(sandbox);
        var onto = sandbox.Sha("main");

        var stopped = await RebaseAsync(sandbox, tree, onto);
        stopped
            .ShouldBeOfType<RebaseResult.Conflicts>()
            .ShouldSatisfyAllConditions(
                one => one.Operation.ShouldBe(GitOperation.Rebase),
                one => one.Files.ShouldBe(["a.txt"])
            );
        (
            await Rebasing.ContinueAsync(sandbox.Repo, tree, Deadline)
        ).ShouldBeOfType<RebaseResult.Conflicts>();
        WriteIn(tree.Worktree, "a.txt", "both\n");
        var done = await Rebasing.ContinueAsync(sandbox.Repo, tree, Deadline);

        done.ShouldBeOfType<RebaseResult.Done>();
        sandbox.Sha(tree.Branch + "^").ShouldBe(onto);
        ReadIn(tree.Worktree, "a.txt").ShouldBe("both\n");
    }

    [Fact]
    public async Task An_abort_goes_back_and_what_was_resolved_is_in_a_snapshot()
    {
        using var sandbox = await CreateAsync();
        var tree = await ConflictAsync(sandbox);
        var before = sandbox.Sha(tree.Branch);
        await RebaseAsync(sandbox, tree, sandbox.Sha("main"));
        WriteIn(tree.Worktree, "a.txt", "half resolved\n");

        await Rebasing.AbortAsync(sandbox.Repo, tree, Deadline);

        sandbox.Sha(tree.Branch).ShouldBe(before);
        GitIn(tree.Worktree, "branch", "--show-current").ShouldBe(tree.Branch);
        var last = (await Snapshots.ListAsync(sandbox.Repo, tree.Attempt, Deadline))[^1];
        sandbox.Git("show", last.Sha + ":a.txt").ShouldBe("half resolved");
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("cherry-pick")]
    [InlineData("revert")]
    public async Task What_an_agent_left_in_conflict_can_be_aborted_and_continued(string kind)
    {
        using var sandbox = await CreateAsync();
        var tree = await ConflictAsync(sandbox);
        string[] begin = kind switch
        {
            "merge" => ["merge", "-q", "main"],
            "cherry-pick" => ["cherry-pick", "main"],
            _ => ["revert", "--no-edit", "HEAD~1"],
        };
        if (kind == "revert")
        {
            WriteIn(tree.Worktree, "a.txt", "later\n");
            CommitAllIn(tree.Worktree, "later");
        }
        TryGitIn(tree.Worktree, begin).Ok.ShouldBeFalse();
        await Rebasing.AbortAsync(sandbox.Repo, tree, Deadline);
        GitOperations.Of(GitDirectories.Of(tree.Worktree)!).ShouldBeNull();
        TryGitIn(tree.Worktree, begin).Ok.ShouldBeFalse();
        WriteIn(tree.Worktree, "a.txt", "resolved\n");

        var done = await Rebasing.ContinueAsync(sandbox.Repo, tree, Deadline);

        done.ShouldBeOfType<RebaseResult.Done>();
        GitIn(tree.Worktree, "show", "HEAD:a.txt").ShouldBe("resolved");
    }

    [Fact]
    public async Task A_binary_file_in_conflict_is_never_taken_for_resolved()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "a.txt", "x\0theirs");
        sandbox.Write("a.txt", "x\0ours");
        sandbox.CommitAll("ours");
        await RebaseAsync(sandbox, tree, sandbox.Sha("main"));

        (await Rebasing.ContinueAsync(sandbox.Repo, tree, Deadline))
            .ShouldBeOfType<RebaseResult.Conflicts>()
            .Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task Open_edits_another_branch_or_nothing_to_continue_are_told()
    {
        using var sandbox = await CreateAsync();
        var tree = await MergingTests.WithWorkAsync(sandbox, "b.txt", "work");
        var main = sandbox.Sha("main");

        await Should.ThrowAsync<RuleBroken>(() =>
            Rebasing.AbortAsync(sandbox.Repo, tree, Deadline)
        );
        WriteIn(tree.Worktree, "a.txt", "open");
        await Should.ThrowAsync<RuleBroken>(() => RebaseAsync(sandbox, tree, main));
        GitIn(tree.Worktree, "checkout", "-q", "a.txt");
        GitIn(tree.Worktree, "checkout", "-q", "--detach");
        await Should.ThrowAsync<RuleBroken>(() => RebaseAsync(sandbox, tree, main));
    }

    private static async Task<AttemptTree> ConflictAsync(GitSandbox sandbox)
    {
        var tree = await MergingTests.WithWorkAsync(sandbox, "a.txt", "theirs\n");
        sandbox.Write("a.txt", "ours\n");
        sandbox.CommitAll("ours");
        return tree;
    }

    private static Task<RebaseResult> RebaseAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        string onto
    ) => Rebasing.RebaseAsync(sandbox.Repo, tree, onto, null, Deadline);
}
