#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class WorktreesTests
{
    [Fact]
    public async Task Twenty_worktrees_are_added_at_once_without_a_failure()
    {
        using var sandbox = await CreateAsync();
        var main = sandbox.Sha("main");
        sandbox.Git("remote", "add", "origin", sandbox.Top);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Worktrees.AddAsync(
                        sandbox.Repo,
                        sandbox.PlaceFor($"w{i}"),
                        $"forge/w{i}",
                        main,
                        Deadline
                    )
                )
        );

        foreach (var i in Enumerable.Range(0, 20))
        {
            ReadIn(sandbox.PlaceFor($"w{i}"), "a.txt").ShouldBe("one\ntwo\nthree\n");
            GitIn(sandbox.PlaceFor($"w{i}"), "branch", "--show-current").ShouldBe($"forge/w{i}");
        }
    }

    [Fact]
    public async Task A_worktree_that_another_git_is_just_making_is_asked_about_again()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var file = Path.Join(GitDirectories.Of(tree.Worktree), "commondir");
        var text = File.ReadAllText(file);
        File.WriteAllText(file, "");
        var asked = 0;

        var result = await UnfinishedNeighbour.PassAsync(
            async () =>
            {
                if (asked++ == 1)
                    File.WriteAllText(file, text);
                return await new Command(
                    "git",
                    ["-C", sandbox.Repo.Path, "worktree", "list"]
                ).RunAsync(Deadline);
            },
            Deadline
        );

        asked.ShouldBe(2);
        result.Ok.ShouldBeTrue(result.Error);
    }

    [Fact]
    public async Task Hooks_that_fail_are_not_run()
    {
        using var sandbox = await CreateAsync();
        foreach (var hook in new[] { "post-checkout", "reference-transaction" })
            FailingHook(sandbox, hook);

        var tree = await sandbox.AttemptAsync();

        (await Worktrees.IsThereAsync(sandbox.Repo, tree.Worktree, Deadline)).ShouldBeTrue();
        File.Exists(Path.Join(sandbox.Root, "hook-ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Adding_one_that_is_complete_changes_nothing()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "work.txt", "the agent's");

        await AddAsync(sandbox, tree);

        ReadIn(tree.Worktree, "work.txt").ShouldBe("the agent's");
    }

    [Fact]
    public async Task A_branch_that_a_crash_left_without_a_worktree_is_used()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "forge/x", "main");

        await AddAsync(sandbox, new AttemptTree(Guid.NewGuid(), "forge/x", sandbox.PlaceFor("x")));

        GitIn(sandbox.PlaceFor("x"), "status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_branch_with_other_commits_is_left_alone()
    {
        using var sandbox = await CreateAsync();
        var main = sandbox.Sha("main");
        sandbox.Git("checkout", "-q", "-b", "forge/x");
        sandbox.Git("commit", "-q", "--allow-empty", "-m", "somebody's");
        var tip = sandbox.Sha("forge/x");

        await Should.ThrowAsync<RuleBroken>(() =>
            Worktrees.AddAsync(sandbox.Repo, sandbox.PlaceFor("x"), "forge/x", main, Deadline)
        );

        sandbox.Sha("forge/x").ShouldBe(tip);
        Directory.Exists(sandbox.PlaceFor("x")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_checkout_that_a_crash_interrupted_is_completed()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var git = GitDirectories.Of(tree.Worktree)!;
        File.WriteAllText(Path.Join(git, "locked"), "initializing");
        File.WriteAllText(Path.Join(git, "index.lock"), "");
        File.Delete(Path.Join(git, "index"));
        File.Delete(Path.Join(tree.Worktree, "a.txt"));
        Worktrees.HealthOf(sandbox.Repo, tree.Worktree).ShouldBe(WorktreeHealth.HalfMade);

        await AddAsync(sandbox, tree);

        Worktrees.HealthOf(sandbox.Repo, tree.Worktree).ShouldBe(WorktreeHealth.There);
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_directory_with_nothing_but_gits_pointer_is_made_again()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var git = GitDirectories.Of(tree.Worktree)!;
        Directory.Delete(git, recursive: true);
        File.Delete(Path.Join(tree.Worktree, "a.txt"));
        Directory.Delete(Path.Join(tree.Worktree, "dir"), recursive: true);

        await AddAsync(sandbox, tree);

        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_directory_of_somebody_else_is_left_alone()
    {
        using var sandbox = await CreateAsync();
        WriteIn(sandbox.PlaceFor("x"), "precious.txt", "mine");

        await Should.ThrowAsync<RuleBroken>(() =>
            AddAsync(sandbox, new AttemptTree(Guid.NewGuid(), "forge/x", sandbox.PlaceFor("x")))
        );

        ReadIn(sandbox.PlaceFor("x"), "precious.txt").ShouldBe("mine");
        TryGitIn(sandbox.Top, "rev-parse", "-q", "--verify", "forge/x").Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task A_removed_worktree_is_in_the_trash_and_its_branch_stays()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var other = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "late.txt", "not committed");

        var place = await RemoveAsync(sandbox, tree);

        Directory.Exists(tree.Worktree).ShouldBeFalse();
        ReadIn(place!, "late.txt").ShouldBe("not committed");
        var last = (await Snapshots.ListAsync(sandbox.Repo, tree.Attempt, Deadline))[^1];
        sandbox.Git("show", last.Sha + ":late.txt").ShouldBe("not committed");
        sandbox.Sha(tree.Branch).ShouldBe(sandbox.Sha("main"));
        sandbox.Git("worktree", "list").ShouldNotContain(tree.Worktree);
        Worktrees.HealthOf(sandbox.Repo, other.Worktree).ShouldBe(WorktreeHealth.There);
        WorktreeTrash.TimeOf(place!).ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task A_worktree_that_a_person_locked_is_not_removed()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        sandbox.Git("worktree", "lock", tree.Worktree);

        await Should.ThrowAsync<RuleBroken>(() => RemoveAsync(sandbox, tree));
        await Should.ThrowAsync<RuleBroken>(() =>
            RemoveAsync(sandbox, tree with { Worktree = sandbox.Top })
        );

        Worktrees.HealthOf(sandbox.Repo, tree.Worktree).ShouldBe(WorktreeHealth.There);
    }

    [Fact]
    public async Task A_path_that_leads_through_a_link_is_the_same_worktree()
    {
        using var sandbox = await CreateAsync();
        Directory.CreateDirectory(Path.Join(sandbox.Root, "real"));
        Directory.CreateSymbolicLink(
            Path.Join(sandbox.Root, "link"),
            Path.Join(sandbox.Root, "real")
        );
        var tree = new AttemptTree(
            Guid.NewGuid(),
            "forge/x",
            Path.Join(sandbox.Root, "link/deep/x")
        );

        await AddAsync(sandbox, tree);
        await AddAsync(sandbox, tree);

        Worktrees.HealthOf(sandbox.Repo, tree.Worktree).ShouldBe(WorktreeHealth.There);
        (await RemoveAsync(sandbox, tree)).ShouldNotBeNull();
        sandbox.Git("worktree", "list").ShouldNotContain("deep/x");
    }

    [Fact]
    public async Task A_worktree_comes_back_at_its_path_from_its_branch_and_snapshot()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "done.txt", "committed");
        CommitAllIn(tree.Worktree, "work");
        WriteIn(tree.Worktree, "open.txt", "not committed");
        File.Delete(Path.Join(tree.Worktree, "a.txt"));
        var taken = await Snapshots.TakeAsync(sandbox.Repo, tree.Worktree, tree.Attempt, Deadline);
        Directory.Delete(tree.Worktree, recursive: true);

        await RecreateAsync(sandbox, tree, taken.Snapshot);

        ReadIn(tree.Worktree, "done.txt").ShouldBe("committed");
        ReadIn(tree.Worktree, "open.txt").ShouldBe("not committed");
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe(" D a.txt\n?? open.txt");
        GitIn(tree.Worktree, "branch", "--show-current").ShouldBe(tree.Branch);
    }

    [Fact]
    public async Task A_worktree_comes_back_even_when_its_branch_is_gone()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "done.txt", "committed");
        var head = CommitAllIn(tree.Worktree, "work");
        var taken = await Snapshots.TakeAsync(sandbox.Repo, tree.Worktree, tree.Attempt, Deadline);
        await RemoveAsync(sandbox, tree);
        sandbox.Git("branch", "-q", "-D", tree.Branch);

        await RecreateAsync(sandbox, tree, taken.Snapshot);

        GitIn(tree.Worktree, "rev-parse", tree.Branch).ShouldBe(head);
        GitIn(tree.Worktree, "status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task The_holders_of_a_branch_are_found_also_in_the_middle_of_a_rebase()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "a.txt", "theirs\n");
        CommitAllIn(tree.Worktree, "theirs");
        sandbox.Write("a.txt", "ours\n");
        sandbox.CommitAll("ours");
        TryGitIn(tree.Worktree, "rebase", "main").Ok.ShouldBeFalse();

        var holders = await Worktrees.HoldersAsync(sandbox.Repo, tree.Branch, Deadline);

        holders.ShouldBe([new BranchHolder(tree.Worktree, GitOperation.Rebase, true)]);
        (await Worktrees.HoldersAsync(sandbox.Repo, "main", Deadline)).ShouldBe([
            new BranchHolder(sandbox.Top, null, true),
        ]);
        (await Worktrees.HoldersAsync(sandbox.Repo, "nobody", Deadline)).ShouldBeEmpty();
    }

    internal static void FailingHook(GitSandbox sandbox, string name)
    {
        var file = Path.Join(sandbox.Top, ".git", "hooks", name);
        WriteIn(
            sandbox.Top,
            $".git/hooks/{name}",
            $"#!/bin/sh\ntouch {sandbox.Root}/hook-ran\nexit 1\n"
        );
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    private static Task AddAsync(GitSandbox sandbox, AttemptTree tree) =>
        Worktrees.AddAsync(sandbox.Repo, tree.Worktree, tree.Branch, sandbox.Sha("main"), Deadline);

    private static Task RecreateAsync(GitSandbox sandbox, AttemptTree tree, Snapshot snapshot) =>
        Worktrees.RecreateAsync(sandbox.Repo, tree.Worktree, tree.Branch, snapshot, Deadline);

    private static Task<string?> RemoveAsync(GitSandbox sandbox, AttemptTree tree) =>
        Worktrees.RemoveAsync(
            sandbox.Repo,
            tree.Attempt,
            tree.Worktree,
            sandbox.Trash,
            DateTimeOffset.UnixEpoch,
            Deadline
        );
}
