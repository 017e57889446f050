using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class RemovalTests
{
    private static readonly RemovalFacts Good = new(true, true, [], false, [], false);

    [Fact]
    public void All_five_facts_allow_it() =>
        RemovalDecisions.Judge(Good).ShouldBeOfType<RemovalVerdict.Allowed>();

    [Fact]
    public void Each_missing_fact_blocks_alone_and_says_so()
    {
        Reason(Good with { IsFinished = false }).ShouldContain("finished");
        Reason(Good with { IsMergedOrDiscarded = false }).ShouldContain("merged");
        Reason(Good with { Left = ["a", "b"] }).ShouldContain("a, b");
        Reason(Good with { HoldsOwnCommits = true }).ShouldContain("commits");
        Reason(Good with { Processes = [42] }).ShouldContain("42");
        Reason(Good with { IsPinned = true }).ShouldContain("pinned");
    }

    [Fact]
    public async Task Ignored_files_count_unless_they_are_caches_or_copies()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(tree.Worktree, ".gitignore", "*.env\nnode_modules/\ndata/\n");
        CommitAllIn(tree.Worktree, "ignore");
        WriteIn(tree.Worktree, "node_modules/x/y.js", "cache");
        sandbox.Write("same.env", "same");
        WriteIn(tree.Worktree, "same.env", "same");
        (await GatherAsync(sandbox, tree)).Left.ShouldBeEmpty();

        sandbox.Write("other.env", "mine!");
        WriteIn(tree.Worktree, "other.env", "yours");
        WriteIn(tree.Worktree, "data/result.csv", "result");
        WriteIn(tree.Worktree, "untracked.txt", "x");
        WriteIn(tree.Worktree, "a.txt", "edited");
        SnapshotsTests.MakeRepository(tree.Worktree, "nested");

        (await GatherAsync(sandbox, tree)).Left.ShouldBe(
            ["a.txt", "untracked.txt", "nested/", "other.env", "data/result.csv"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Commits_that_no_branch_has_and_living_processes_are_facts()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        GitIn(tree.Worktree, "checkout", "-q", "--detach");
        (await GatherAsync(sandbox, tree)).HoldsOwnCommits.ShouldBeFalse();
        GitIn(tree.Worktree, "commit", "-q", "--allow-empty", "-m", "lost");

        var facts = await RemovalSurvey.GatherAsync(
            sandbox.Repo,
            tree.Worktree,
            new AttemptState(true, true, false),
            path => path == tree.Worktree ? [7] : [],
            Deadline
        );

        facts.HoldsOwnCommits.ShouldBeTrue();
        facts.Processes.ShouldBe([7]);
    }

    private static string Reason(RemovalFacts facts) =>
        RemovalDecisions
            .Judge(facts)
            .ShouldBeOfType<RemovalVerdict.Blocked>()
            .Reasons.ShouldHaveSingleItem();

    private static Task<RemovalFacts> GatherAsync(GitSandbox sandbox, AttemptTree tree) =>
        RemovalSurvey.GatherAsync(
            sandbox.Repo,
            tree.Worktree,
            new AttemptState(true, true, false),
            _ => [],
            Deadline
        );
}
