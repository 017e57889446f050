using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2030, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Trash", 6.9, true, "Keep")]
    [InlineData("Trash", 7, true, "Remove")]
    [InlineData("Snapshot", 29, true, "Keep")]
    [InlineData("Snapshot", 30, true, "Remove")]
    [InlineData("Snapshot", 900, false, "Keep")]
    [InlineData("Log", 89, true, "Keep")]
    [InlineData("Log", 90, true, "Remove")]
    [InlineData("Log", 900, false, "Keep")]
    [InlineData("Worktree", 900, true, "Keep")]
    public void Things_go_when_their_time_is_over(
        string kind,
        double days,
        bool over,
        string action
    )
    {
        var one = new Kept(
            Enum.Parse<KeptKind>(kind),
            "x",
            null,
            Now - TimeSpan.FromDays(days),
            1,
            over
        );

        var step = RetentionDecisions.Plan([one], RetentionRules.Default, Now).Single();

        step.Action.ToString().ShouldBe(action);
        step.Why.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_worktree_goes_to_the_trash_only_when_allowed_and_from_there_for_good()
    {
        using var sandbox = await CreateAsync();
        var going = await sandbox.AttemptAsync();
        var staying = await sandbox.AttemptAsync();
        var places = new RetentionPlaces(sandbox.Trash, Path.Join(sandbox.Root, "logs"));
        var retention = new Retention(sandbox.Repositories, places, TimeProvider.System);

        var done = await RunAsync(
            retention,
            Worktree(sandbox, going, new RemovalVerdict.Allowed()),
            Worktree(sandbox, staying, new RemovalVerdict.Blocked(["pinned"]))
        );

        done.ShouldHaveSingleItem().What.Place.ShouldBe(going.Worktree);
        Directory.Exists(going.Worktree).ShouldBeFalse();
        Directory.Exists(staying.Worktree).ShouldBeTrue();
        var trash = retention.Trash().ShouldHaveSingleItem();
        trash.Bytes.ShouldBeGreaterThan(15);
        await RunAsync(retention, trash with { Since = Now - TimeSpan.FromDays(8) });
        Directory.Exists(trash.Place).ShouldBeFalse();
    }

    [Fact]
    public async Task A_snapshot_goes_with_what_it_kept_of_nested_repositories()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        WriteIn(SnapshotsTests.MakeRepository(tree.Worktree, "nested"), "x", "x");
        var taken = await Snapshots.TakeAsync(sandbox.Repo, tree.Worktree, tree.Attempt, Deadline);
        var places = new RetentionPlaces(sandbox.Trash, sandbox.Trash);
        var retention = new Retention(sandbox.Repositories, places, TimeProvider.System);
        sandbox.Git("for-each-ref", "refs/forge").Split('\n').Length.ShouldBe(2);

        await RunAsync(
            retention,
            new Kept(
                KeptKind.Snapshot,
                taken.Snapshot.Ref,
                sandbox.Top,
                Now - TimeSpan.FromDays(31),
                0,
                true
            )
        );

        sandbox.Git("for-each-ref", "refs/forge").ShouldBe("");
    }

    [Fact]
    public async Task Nothing_outside_its_places_is_ever_deleted()
    {
        using var sandbox = await CreateAsync();
        var places = new RetentionPlaces(sandbox.Trash, Path.Join(sandbox.Root, "logs"));
        var retention = new Retention(sandbox.Repositories, places, TimeProvider.System);
        string[] bad =
        [
            sandbox.Top,
            sandbox.Trash,
            sandbox.Trash + "/../repo",
            sandbox.Trash + "2",
        ];

        foreach (var place in bad)
        {
            var one = new Kept(KeptKind.Trash, place, null, DateTimeOffset.UnixEpoch, 0, true);
            await Should.ThrowAsync<RuleBroken>(() => RunAsync(retention, one));
        }
        await Should.ThrowAsync<RuleBroken>(() =>
            RunAsync(
                retention,
                new Kept(
                    KeptKind.Snapshot,
                    "refs/heads/main",
                    sandbox.Top,
                    DateTimeOffset.UnixEpoch,
                    0,
                    true
                )
            )
        );

        File.Exists(Path.Join(sandbox.Top, "a.txt")).ShouldBeTrue();
    }

    private static Kept Worktree(GitSandbox sandbox, AttemptTree tree, RemovalVerdict verdict) =>
        new(KeptKind.Worktree, tree.Worktree, sandbox.Top, Now, 0, true, verdict, tree.Attempt);

    private static Task<IReadOnlyList<RetentionStep>> RunAsync(
        Retention retention,
        params Kept[] kept
    ) => retention.RunAsync(RetentionDecisions.Plan(kept, RetentionRules.Default, Now), Deadline);
}
