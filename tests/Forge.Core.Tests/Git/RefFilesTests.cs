using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class RefFilesTests
{
    [Fact]
    public async Task They_say_what_git_says_loose_and_packed()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Git("branch", "packed");
        sandbox.Git("branch", "both");
        sandbox.Git("tag", "-a", "-m", "annotated", "v1");
        sandbox.Git("update-ref", "refs/remotes/origin/far", first);
        sandbox.Git("pack-refs", "--all");
        sandbox.Git("commit", "-q", "--allow-empty", "-m", "second");
        sandbox.Git("branch", "-f", "both");
        sandbox.Git("branch", "feature/loose");
        var common = sandbox.Repo.CommonDirectory;

        foreach (var line in sandbox.Git("for-each-ref", "refs/heads", "refs/remotes").Split('\n'))
        {
            var name = line.Split('\t')[1];
            RefFiles.TryResolve(common, name, out var commit).ShouldBeTrue();
            commit.ShouldBe(line.Split(' ')[0], name);
        }
        foreach (var name in new[] { "refs/heads/none", "refs/heads/feature", "refs/heads/main/x" })
        {
            RefFiles.TryResolve(common, name, out var commit).ShouldBeTrue();
            commit.ShouldBeNull(name);
        }
    }

    [Fact]
    public async Task What_is_no_plain_ref_is_left_to_git()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("symbolic-ref", "refs/heads/alias", "refs/heads/main");
        WriteIn(sandbox.Top, ".git/refs/heads/torn", "");
        var common = sandbox.Repo.CommonDirectory;

        RefFiles.TryResolve(common, "refs/heads/alias", out _).ShouldBeFalse();
        RefFiles.TryResolve(common, "refs/heads/torn", out _).ShouldBeFalse();
        (await Branches.LocalAsync(sandbox.Repo, "alias", Deadline)).ShouldBe(sandbox.Sha("main"));
        (await Branches.LocalAsync(sandbox.Repo, "torn", Deadline)).ShouldBeNull();
        RefFiles.TryResolve(common + "-away", "refs/heads/main", out _).ShouldBeFalse();
        Directory.CreateDirectory(Path.Join(common, "reftable"));
        RefFiles.TryResolve(common, "refs/heads/main", out _).ShouldBeFalse();
        RefFiles.TryHead(sandbox.Top, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_head_of_a_checkout_is_read_on_and_off_a_branch()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "w.txt", "w");
        var head = CommitAllIn(tree.Worktree, "work");

        RefFiles.TryHead(tree.Worktree, out var onBranch).ShouldBeTrue();
        onBranch.ShouldBe(head);
        (await Branches.CurrentAsync(sandbox.Repo, Deadline)).ShouldBe("main");
        sandbox.Git("checkout", "-q", "--detach");
        RefFiles.TryHead(sandbox.Top, out var detached).ShouldBeTrue();
        detached.ShouldBe(sandbox.Sha("main"));
        (await Branches.CurrentAsync(sandbox.Repo, Deadline)).ShouldBeNull();
    }
}
