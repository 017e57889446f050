using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Plans;

public sealed class ViolationsTests
{
    [Fact]
    public async Task What_an_agent_did_to_refs_that_are_not_its_own_is_seen()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "gone");
        sandbox.Git("tag", "v1");
        var tree = await sandbox.AttemptAsync();
        var first = sandbox.Sha("main");
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);

        WriteIn(tree.Worktree, "a.txt", "work");
        var own = CommitAllIn(tree.Worktree, "its own");
        GitIn(tree.Worktree, "update-ref", "refs/heads/main", own);
        GitIn(tree.Worktree, "branch", "aside");
        GitIn(tree.Worktree, "branch", "-D", "gone");
        GitIn(tree.Worktree, "tag", "-f", "v1");
        GitIn(tree.Worktree, "tag", "v2");
        GitIn(tree.Worktree, "tag", "-d", "v1");

        var seen = await SeenAsync(sandbox, before, tree.Branch);

        seen.ShouldBe([
            new(ViolationKind.BranchMade, "refs/heads/aside", null, own),
            new(ViolationKind.BranchMoved, "refs/heads/main", first, own),
            new(ViolationKind.BranchDeleted, "refs/heads/gone", first, null),
            new(ViolationKind.TagMade, "refs/tags/v2", null, own),
            new(ViolationKind.TagDeleted, "refs/tags/v1", first, null),
        ]);
    }

    [Fact]
    public async Task What_went_through_a_persons_checkout_and_what_Forge_did_is_none()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var first = sandbox.Sha("main");
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);
        sandbox.Write("mine.txt", "x");
        sandbox.CommitAll("a person's");
        var second = sandbox.CommitAllowingNone("another one");
        sandbox.Git("checkout", "-q", "-b", "mine");
        sandbox.CommitAllowingNone("on a branch of the person's");
        var merged = sandbox.Git("commit-tree", "-p", second, "-m", "merge", "main^{tree}");
        sandbox.Git("update-ref", "refs/heads/main", merged);
        RefMove[] byForge = [new("refs/heads/main", second, merged)];

        (await SeenAsync(sandbox, before, tree.Branch, byForge)).ShouldBeEmpty();
        // The one without the other leads nowhere.
        (await SeenAsync(sandbox, before, tree.Branch))
            .ShouldHaveSingleItem()
            .ShouldBe(
                new RefViolation(ViolationKind.BranchMoved, "refs/heads/main", first, merged)
            );
    }

    [Fact]
    public async Task That_a_person_looked_at_another_branch_excuses_nobody()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("checkout", "-q", "-b", "side");
        var side = sandbox.CommitAllowingNone("side");
        sandbox.Git("checkout", "-q", "main");
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);
        sandbox.Git("checkout", "-q", "side");
        sandbox.Git("update-ref", "refs/heads/main", side);

        (await SeenAsync(sandbox, before, "none"))
            .ShouldHaveSingleItem()
            .Kind.ShouldBe(ViolationKind.BranchMoved);
    }

    [Fact]
    public async Task A_rebase_in_a_persons_checkout_is_the_persons()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "onto");
        sandbox.CommitAllowingNone("one");
        sandbox.Write("mine.txt", "x");
        sandbox.CommitAll("two");
        sandbox.Git("checkout", "-q", "onto");
        sandbox.Write("theirs.txt", "x");
        sandbox.CommitAll("three");
        sandbox.Git("checkout", "-q", "main");
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);
        sandbox.Git("rebase", "-q", "onto");
        sandbox.Git("commit", "-q", "--amend", "-m", "said better");
        sandbox.Git("reset", "-q", "--hard", "HEAD^");

        (await SeenAsync(sandbox, before, "none")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_left_its_branch_in_its_worktree_is_known()
    {
        using var sandbox = await CreateAsync();
        var (one, other) = (await sandbox.AttemptAsync(), await sandbox.AttemptAsync());
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);
        GitIn(one.Worktree, "checkout", "-q", "-b", "aside");
        GitIn(one.Worktree, "commit", "-q", "--allow-empty", "-m", "aside");

        var violation = (await SeenAsync(sandbox, before, one.Branch)).ShouldHaveSingleItem();

        violation.Ref.ShouldBe("refs/heads/aside");
        violation.IsAmong(Through(one.Worktree)).ShouldBeTrue();
        violation.IsAmong(Through(other.Worktree)).ShouldBeFalse();
        RefLogs.Through(one.Worktree, TimeProvider.System.GetUtcNow().AddHours(1)).ShouldBeEmpty();
        RefLogs.Through(sandbox.Root, DateTimeOffset.UnixEpoch).ShouldBeEmpty();
    }

    [Fact]
    public async Task That_git_wrote_a_move_down_is_told_from_one_that_it_did_not()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "made");
        var commit = sandbox.Sha("main");
        var names = Path.Join(sandbox.Repo.CommonDirectory, "refs", "heads");
        File.Copy(Path.Join(names, "made"), Path.Join(names, "slipped"));

        RefLogs.Tells(sandbox.Repo, "refs/heads/made", commit).ShouldBeTrue();
        RefLogs.Tells(sandbox.Repo, "refs/heads/slipped", commit).ShouldBeFalse();
        sandbox.Sha("slipped").ShouldBe(commit);
        sandbox.Git("branch", "-D", "slipped");
        RefLogs.Tells(sandbox.Repo, "refs/heads/slipped", commit).ShouldBeTrue();
    }

    [Fact]
    public async Task What_forge_commits_in_a_worktree_is_told_from_what_its_agent_does()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, "a.txt", "work");
        await TurnCommits.CommitAsync(sandbox.Repo, tree.Worktree, "kept", Deadline);
        RefLogs.HasCommits(tree.Worktree, DateTimeOffset.UnixEpoch).ShouldBeFalse();
        WriteIn(tree.Worktree, "a.txt", "more");
        CommitAllIn(tree.Worktree, "its own");
        RefLogs.HasCommits(tree.Worktree, DateTimeOffset.UnixEpoch).ShouldBeTrue();
    }

    [Fact]
    public async Task A_push_to_a_named_remote_is_seen_and_a_fetch_is_none()
    {
        using var sandbox = await CreateAsync();
        var remote = Path.Join(sandbox.Root, "remote");
        sandbox.Git("init", "-q", "--bare", "-b", "main", remote);
        sandbox.Git("remote", "add", "origin", remote);
        var tree = await sandbox.AttemptAsync();
        var before = await RefSnapshot.TakeAsync(sandbox.Repo, Deadline);
        RefLogs.Pushes(sandbox.Repo, DateTimeOffset.UnixEpoch).ShouldBeEmpty();
        sandbox.Git("push", "-q", remote, "main:fetched");
        sandbox.Git("fetch", "-q", "origin");
        (await SeenAsync(sandbox, before, tree.Branch)).ShouldBeEmpty();

        GitIn(tree.Worktree, "push", "-q", "origin", "HEAD:refs/heads/deep/pushed");

        const string name = "refs/remotes/origin/deep/pushed";
        var to = sandbox.Sha("main");
        (await SeenAsync(sandbox, before, tree.Branch))
            .ShouldHaveSingleItem()
            .ShouldBe(new RefViolation(ViolationKind.Pushed, name, null, to));
        // One that Forge made for a person.
        (
            await SeenAsync(sandbox, before, tree.Branch, new RefMove(name, null, to))
        ).ShouldBeEmpty();
    }

    private static IReadOnlyList<RefMove> Through(string checkout) =>
        RefLogs.Through(checkout, DateTimeOffset.UnixEpoch);

    private static async Task<IReadOnlyList<RefViolation>> SeenAsync(
        GitSandbox sandbox,
        RefSnapshot before,
        string own,
        params RefMove[] byForge
    ) =>
        Violations.Between(
            before,
            await RefSnapshot.TakeAsync(sandbox.Repo, Deadline),
            new HashSet<string> { own },
            [.. byForge, .. Through(sandbox.Top)],
            RefLogs.Pushes(sandbox.Repo, DateTimeOffset.UnixEpoch)
        );
}

file static class Person
{
    public static string CommitAllowingNone(this GitSandbox sandbox, string message)
    {
        sandbox.Git("commit", "-q", "--allow-empty", "-m", message);
        return sandbox.Sha("HEAD");
    }
}
