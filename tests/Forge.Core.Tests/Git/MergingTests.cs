using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class MergingTests
{
    [Fact]
    public async Task A_squash_moves_target_checkout_branch_and_worktree_together()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Write("mine.txt", "not committed");
        var before = sandbox.Sha("main");

        var ready = await ReadyAsync(sandbox, tree, "Do the work");
        sandbox.Sha("main").ShouldBe(before);
        var merged = await ApplyAsync(sandbox, tree, ready);

        merged.ShouldBe(new MergeResult.Merged(ready.Squash, null));
        sandbox.Sha("main").ShouldBe(ready.Squash);
        sandbox.Sha("main^").ShouldBe(before);
        sandbox.Sha(tree.Branch).ShouldBe(ready.Squash);
        GitIn(tree.Worktree, "rev-parse", "HEAD").ShouldBe(ready.Squash);
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe("");
        sandbox.Git("status", "--porcelain").ShouldBe("?? mine.txt");
        ReadIn(sandbox.Top, "b.txt").ShouldBe("work");
        sandbox
            .Git("log", "-1", "--format=%an|%B", "main")
            .ShouldBe("Ada|Do the work\n\nMerged-by: Forge");
        (await Snapshots.ListAsync(sandbox.Repo, tree.Attempt, Deadline)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_target_that_no_checkout_holds_is_swapped()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Git("checkout", "-q", "-b", "elsewhere");

        var ready = await ReadyAsync(sandbox, tree);
        await ApplyAsync(sandbox, tree, ready);

        sandbox.Sha("main").ShouldBe(ready.Squash);
        sandbox.Sha("elsewhere").ShouldBe(ready.TargetBefore);
        File.Exists(Path.Join(sandbox.Top, "b.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_target_in_a_second_worktree_is_forwarded_there()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        var second = Path.Join(sandbox.Root, "second\nplace");
        sandbox.Git("checkout", "-q", "--detach");
        sandbox.Git("worktree", "add", "-q", second, "main");

        var merged = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        merged.ShouldBeOfType<MergeResult.Merged>();
        ReadIn(second, "b.txt").ShouldBe("work");
        GitIn(second, "status", "--porcelain").ShouldBe("");
    }

    [Theory]
    [InlineData("a.txt", "edited")]
    [InlineData("new.txt", "untracked")]
    public async Task Edits_that_overlap_refuse_the_merge_and_nothing_moves(
        string path,
        string content
    )
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, path, "the agent's");
        sandbox.Write(path, content);
        sandbox.Write("other.txt", "other");
        var ready = await ReadyAsync(sandbox, tree);
        var before = FilesOf(sandbox);

        var refused = (
            await ApplyAsync(sandbox, tree, ready)
        ).ShouldBeOfType<MergeResult.Refused>();

        refused.Files.ShouldBe([path]);
        sandbox.Sha("main").ShouldBe(ready.TargetBefore);
        sandbox.Sha(tree.Branch).ShouldBe(ready.BranchBefore);
        ReadIn(sandbox.Top, path).ShouldBe(content);
        FilesOf(sandbox).ShouldBe(before);
        sandbox.Git("stash", "list").ShouldBe("");
    }

    [Fact]
    public async Task Edits_and_staged_files_elsewhere_are_kept()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "a.txt", "the agent's");
        sandbox.Write("dir/b.txt", "my edit");
        sandbox.Write("staged.txt", "staged");
        sandbox.Git("add", "staged.txt");

        var merged = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        merged.ShouldBeOfType<MergeResult.Merged>();
        ReadIn(sandbox.Top, "a.txt").ShouldBe("the agent's");
        sandbox.Git("status", "--porcelain").ShouldBe(" M dir/b.txt\nA  staged.txt");
    }

    [Fact]
    public async Task A_target_that_moved_in_between_is_refused()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        var ready = await ReadyAsync(sandbox, tree);
        sandbox.Git("commit", "-q", "--allow-empty", "-m", "meanwhile");
        var moved = sandbox.Sha("main");

        var refused = await ApplyAsync(sandbox, tree, ready);

        refused.ShouldBeOfType<MergeResult.Refused>().Reason.ShouldContain("has moved");
        sandbox.Sha("main").ShouldBe(moved);
        sandbox.Sha(tree.Branch).ShouldBe(ready.BranchBefore);
    }

    [Fact]
    public async Task A_branch_that_moved_in_between_is_refused()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        var ready = await ReadyAsync(sandbox, tree);
        WriteIn(tree.Worktree, "late.txt", "late");
        CommitAllIn(tree.Worktree, "late");

        (await ApplyAsync(sandbox, tree, ready)).ShouldBeOfType<MergeResult.Refused>();

        sandbox.Sha("main").ShouldBe(ready.TargetBefore);
    }

    [Fact]
    public async Task A_target_in_the_middle_of_a_rebase_is_refused()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Git("branch", "other");
        sandbox.Write("a.txt", "mine\n");
        sandbox.CommitAll("mine");
        sandbox.Git("checkout", "-q", "other");
        sandbox.Write("a.txt", "others\n");
        sandbox.CommitAll("others");
        sandbox.Git("checkout", "-q", "main");
        TryGitIn(sandbox.Top, "rebase", "other").Ok.ShouldBeFalse();

        var refused = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        refused.ShouldBeOfType<MergeResult.Refused>().Reason.ShouldContain("rebase");
    }

    [Fact]
    public async Task Conflicts_are_named_and_nothing_is_made()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "a.txt", "theirs\n");
        sandbox.Write("a.txt", "ours\n");
        sandbox.CommitAll("ours");

        var prepared = await PrepareAsync(sandbox, tree, "x");

        prepared.ShouldBeOfType<MergePreparation.Conflict>().Files.ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_branch_without_work_has_nothing_to_merge()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();

        (await PrepareAsync(sandbox, tree, "x")).ShouldBeOfType<MergePreparation.Nothing>();
    }

    [Fact]
    public async Task A_follow_up_merges_a_second_time_without_a_conflict_with_the_first()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "a.txt", "first\n");
        await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));
        WriteIn(tree.Worktree, "a.txt", "second\n");
        CommitAllIn(tree.Worktree, "second");

        var merged = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        merged.ShouldBeOfType<MergeResult.Merged>();
        ReadIn(sandbox.Top, "a.txt").ShouldBe("second\n");
        sandbox.Git("rev-list", "--count", "main").ShouldBe("3");
    }

    [Fact]
    public async Task Applying_again_after_a_crash_finishes_what_was_begun()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        var ready = await ReadyAsync(sandbox, tree);
        (await IsAppliedAsync(sandbox, ready)).ShouldBeFalse();
        sandbox.Git("merge", "-q", "--ff-only", ready.Squash);
        (await IsAppliedAsync(sandbox, ready)).ShouldBeTrue();

        var once = await ApplyAsync(sandbox, tree, ready);
        var twice = await ApplyAsync(sandbox, tree, ready);

        once.ShouldBe(new MergeResult.Merged(ready.Squash, null));
        twice.ShouldBe(once);
        sandbox.Sha(tree.Branch).ShouldBe(ready.Squash);
        sandbox.Sha("main").ShouldBe(ready.Squash);
    }

    [Fact]
    public async Task Work_that_is_not_committed_stays_in_the_worktree()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        WriteIn(tree.Worktree, "dir/b.txt", "open edit");
        WriteIn(tree.Worktree, "open.txt", "open");

        var merged = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        merged.ShouldBeOfType<MergeResult.Merged>().BranchKept.ShouldBeNull();
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe(" M dir/b.txt\n?? open.txt");
    }

    [Fact]
    public async Task When_the_worktree_is_gone_its_branch_follows_alone()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        var ready = await ReadyAsync(sandbox, tree);
        await Worktrees.RemoveAsync(
            sandbox.Repo,
            tree.Attempt,
            tree.Worktree,
            sandbox.Trash,
            DateTimeOffset.UnixEpoch,
            Deadline
        );

        await ApplyAsync(sandbox, tree, ready);

        sandbox.Sha(tree.Branch).ShouldBe(ready.Squash);
    }

    [Fact]
    public async Task Hooks_of_the_repository_are_not_run()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        foreach (var hook in new[] { "post-merge", "pre-merge-commit", "reference-transaction" })
            WorktreesTests.FailingHook(sandbox, hook);

        var merged = await ApplyAsync(sandbox, tree, await ReadyAsync(sandbox, tree));

        merged.ShouldBeOfType<MergeResult.Merged>();
        File.Exists(Path.Join(sandbox.Root, "hook-ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_repositorys_signing_setting_is_followed()
    {
        using var sandbox = await CreateAsync();
        var tree = await WithWorkAsync(sandbox, "b.txt", "work");
        sandbox.Git("config", "commit.gpgsign", "true");
        sandbox.Git("config", "gpg.program", "/bin/false");

        // A signer that fails is the proof that it was asked.
        var error = await Should.ThrowAsync<GitFailed>(() => PrepareAsync(sandbox, tree, "x"));

        error.Message.ShouldContain("sign");
        await Should.ThrowAsync<RuleBroken>(() =>
            Merging.PrepareAsync(sandbox.Repo, "main", "main", "x", Deadline)
        );
        await Should.ThrowAsync<RuleBroken>(() =>
            Merging.PrepareAsync(sandbox.Repo, tree.Branch, "origin/main", "x", Deadline)
        );
    }

    private static string FilesOf(GitSandbox sandbox) =>
        string.Join(
            '\n',
            FingerprintOf(sandbox.Top).Split('\n').Where(line => !line.Contains("/.git/"))
        );

    internal static async Task<AttemptTree> WithWorkAsync(
        GitSandbox sandbox,
        string path,
        string content
    )
    {
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, path, content);
        CommitAllIn(tree.Worktree, "work");
        return tree;
    }

    private static Task<MergePreparation> PrepareAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        string message
    ) => Merging.PrepareAsync(sandbox.Repo, tree.Branch, "main", message, Deadline);

    private static async Task<MergePreparation.Ready> ReadyAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        string message = "work"
    ) => (await PrepareAsync(sandbox, tree, message)).ShouldBeOfType<MergePreparation.Ready>();

    private static Task<MergeResult> ApplyAsync(
        GitSandbox sandbox,
        AttemptTree tree,
        MergePreparation.Ready ready
    ) => Merging.ApplyAsync(sandbox.Repo, ready, tree, "main", Deadline);

    private static Task<bool> IsAppliedAsync(GitSandbox sandbox, MergePreparation.Ready ready) =>
        Merging.IsAppliedAsync(sandbox.Repo, ready.Squash, "main", Deadline);
}
