using Forge.Core.Evidence;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Evidence;

public sealed class CleanCopyTests
{
    [Fact]
    public async Task It_has_the_commit_and_nothing_else()
    {
        using var sandbox = await CreateAsync();
        sandbox.Write("untracked.txt", "x");
        sandbox.Write("a.txt", "edited\n");

        await using var copy = await MakeAsync(sandbox, sandbox.Sha("main"));

        ReadIn(copy.Path, "a.txt").ShouldBe("one\ntwo\nthree\n");
        ReadIn(copy.Path, "dir/b.txt").ShouldBe("b\n");
        File.Exists(Path.Join(copy.Path, "untracked.txt")).ShouldBeFalse();
        GitIn(copy.Path, "status", "--porcelain").ShouldBeEmpty();
        GitIn(copy.Path, "rev-parse", "HEAD").ShouldBe(copy.Commit);
    }

    [Fact]
    public async Task A_commit_that_no_ref_holds_can_be_looked_at()
    {
        using var sandbox = await CreateAsync();
        var tree = sandbox.Git("rev-parse", "main^{tree}");
        var loose = sandbox.Git("commit-tree", tree, "-m", "rehearsal");

        await using var copy = await MakeAsync(sandbox, loose);

        GitIn(copy.Path, "rev-parse", "HEAD").ShouldBe(loose);
    }

    [Fact]
    public async Task It_holds_no_branch_and_nobodys_prune_takes_it()
    {
        using var sandbox = await CreateAsync();
        await using var copy = await MakeAsync(sandbox, sandbox.Sha("main"));

        (await Worktrees.HoldersAsync(sandbox.Repo, "main", Deadline))
            .Select(each => each.Path)
            .ShouldBe([sandbox.Repo.Path]);
        sandbox.Git("worktree", "prune", "--expire", "now");
        sandbox.Git("worktree", "list").ShouldContain(copy.Path);
    }

    [Fact]
    public async Task Disposed_nothing_of_it_is_left_whatever_came_into_it()
    {
        using var sandbox = await CreateAsync();
        var before = sandbox.Git("worktree", "list");
        var copy = await MakeAsync(sandbox, sandbox.Sha("main"));
        WriteIn(copy.Path, "bin/protected/file", "x");
        File.SetUnixFileMode(Path.Join(copy.Path, "bin/protected"), UnixFileMode.UserRead);

        await copy.DisposeAsync();

        Directory.GetFileSystemEntries(Folder(sandbox)).ShouldBeEmpty();
        sandbox.Git("worktree", "list").ShouldBe(before);
        Entries(sandbox).ShouldBe(0);
        await copy.DisposeAsync();
    }

    [Fact]
    public async Task One_whose_directory_was_deleted_leaves_no_entry()
    {
        using var sandbox = await CreateAsync();
        var copy = await MakeAsync(sandbox, sandbox.Sha("main"));
        Directory.Delete(copy.Path, recursive: true);

        await copy.DisposeAsync();

        Entries(sandbox).ShouldBe(0);
    }

    [Fact]
    public async Task A_commit_that_is_not_there_leaves_nothing()
    {
        using var sandbox = await CreateAsync();

        await Should.ThrowAsync<GitFailed>(() => MakeAsync(sandbox, new string('1', 40)));

        Directory.GetFileSystemEntries(Folder(sandbox)).ShouldBeEmpty();
        Entries(sandbox).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_killed_server_left_goes_and_other_worktrees_stay()
    {
        using var sandbox = await CreateAsync();
        using var other = await CreateAsync();
        var attempt = await sandbox.AttemptAsync();
        var folder = Folder(sandbox);
        var whole = await MakeAsync(sandbox, sandbox.Sha("main"));
        var deleted = await MakeAsync(sandbox, sandbox.Sha("main"));
        Directory.Delete(deleted.Path, recursive: true);
        var halfDeleted = await MakeAsync(sandbox, sandbox.Sha("main"));
        var gone = Path.Join(folder, ".gone-" + Path.GetFileName(halfDeleted.Path));
        Directory.Move(halfDeleted.Path, gone);
        var unfilled = await MakeAsync(sandbox, sandbox.Sha("main"));
        WorktreeLock.Set(GitDirectories.Of(unfilled.Path)!, WorktreeLock.BeingMade);
        File.Delete(Path.Join(unfilled.Path, "a.txt"));
        // Of a repository that is looked after by itself.
        var foreign = await CleanCopy.MakeAsync(other.Repo, other.Sha("main"), folder, Deadline);

        await CleanCopy.RemoveLeftoversAsync(sandbox.Repo, folder, Deadline);

        Directory.GetDirectories(folder).ShouldBe([foreign.Path]);
        Entries(sandbox).ShouldBe(1);
        Worktrees.HealthOf(sandbox.Repo, attempt.Worktree).ShouldBe(WorktreeHealth.There);
        GitIn(foreign.Path, "status", "--porcelain").ShouldBeEmpty();
        Directory.Exists(whole.Path).ShouldBeFalse();
        await CleanCopy.RemoveLeftoversAsync(other.Repo, folder, Deadline);
        Directory.GetDirectories(folder).ShouldBeEmpty();
    }

    private static string Folder(GitSandbox sandbox) =>
        Path.Join(sandbox.Root, "scratch", "copies");

    private static Task<CleanCopy> MakeAsync(GitSandbox sandbox, string commit) =>
        CleanCopy.MakeAsync(sandbox.Repo, commit, Folder(sandbox), Deadline);

    private static int Entries(GitSandbox sandbox)
    {
        var all = Path.Join(sandbox.Repo.CommonDirectory, "worktrees");
        return Directory.Exists(all) ? Directory.GetDirectories(all).Length : 0;
    }
}
