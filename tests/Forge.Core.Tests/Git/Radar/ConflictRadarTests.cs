using Forge.Core.Git.Radar;
using static Forge.Core.Tests.Git.Radar.RadarGround;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Radar;

public sealed class ConflictRadarTests
{
    [Fact]
    public async Task Each_level_is_told_with_its_files_and_lines()
    {
        using var ground = await CreateAsync();
        var top = await ground.AttemptAsync(("long.txt", Edited((2, "top"))));
        var far = await ground.AttemptAsync(("long.txt", Edited((30, "far"))));
        var near = await ground.AttemptAsync(("long.txt", Edited((33, "near"))));
        var same = await ground.AttemptAsync(("long.txt", Edited((30, "same"))));
        var other = await ground.AttemptAsync(("dir/b.txt", "other"), ("new.txt", "new"));

        var report = await ground.LookAsync();

        report
            .Pairs.Select(pair => (pair.First, pair.Second, pair.Level))
            .ShouldBe([
                (top, far, RadarLevel.SameFile),
                (top, near, RadarLevel.SameFile),
                (top, same, RadarLevel.SameFile),
                (far, near, RadarLevel.SameHunk),
                (far, same, RadarLevel.Conflict),
                (near, same, RadarLevel.SameHunk),
            ]);
        var file = report.Pairs[3].Files.ShouldHaveSingleItem();
        file.Path.ShouldBe("long.txt");
        file.First.ShouldBe([new LineRange(30, 30)]);
        file.Second.ShouldBe([new LineRange(33, 33)]);
        report.AgainstTarget.ShouldBeEmpty();
        report.SuggestedOrder.ShouldBe([top, near, other, far, same]);
        report.Missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_came_into_the_target_since_is_a_meeting_of_its_own()
    {
        using var ground = await CreateAsync();
        var start = ground.Target;
        var far = await ground.AttemptAsync(("long.txt", Edited((2, "far"))));
        var same = await ground.AttemptAsync(("long.txt", Edited((30, "same"))));
        await ground.AttemptAsync(("new.txt", "beside"));
        ground.Sandbox.Write("long.txt", "before\n" + Edited((30, "the target's")));
        ground.Sandbox.CommitAll("the target goes on");
        var late = await ground.AttemptAsync(
            ground.Target,
            ("long.txt", "before\n" + Edited((30, "the target's"), (20, "late")))
        );

        var report = await ground.LookAsync();

        report
            .AgainstTarget.Select(one => (one.Attempt, one.Level))
            .ShouldBe([(far, RadarLevel.SameHunk), (same, RadarLevel.Conflict)]);
        // The lines are those of the target's version: one further down.
        report.AgainstTarget[1].Files[0].First.ShouldBe([new LineRange(31, 31)]);
        report
            .AgainstTarget[1]
            .Files[0]
            .Second.ShouldBe([new LineRange(1, 1), new LineRange(31, 31)]);
        var pair = report.Pairs.Single(one => one.First == far && one.Second == late);
        pair.Level.ShouldBe(RadarLevel.SameFile);
        pair.Files[0].First.ShouldBe([new LineRange(3, 3)]);
        pair.Files[0].Second.ShouldBe([new LineRange(21, 21)]);
        report.SuggestedOrder[^1].ShouldBe(same);
        start.ShouldNotBe(report.Target);
    }

    [Fact]
    public async Task A_conflict_with_the_target_is_not_held_against_who_was_cut_after_it()
    {
        using var ground = await CreateAsync();
        var early = await ground.AttemptAsync(
            ("long.txt", Edited((30, "early"))),
            ("both.txt", "one\n")
        );
        ground.Sandbox.Write("long.txt", Edited((30, "the target's")));
        ground.Sandbox.CommitAll("the target goes on");
        var late = await ground.AttemptAsync(("both.txt", "one\n"), ("more.txt", "x"));

        var report = await ground.LookAsync();

        report.AgainstTarget.ShouldHaveSingleItem().Level.ShouldBe(RadarLevel.Conflict);
        var pair = report.Pairs.ShouldHaveSingleItem();
        pair.Files.Select(file => file.Path).ShouldBe(["both.txt"]);
        pair.Level.ShouldBe(RadarLevel.SameHunk);
        (pair.First, pair.Second).ShouldBe((early, late));
    }

    [Fact]
    public async Task A_file_where_the_other_has_a_folder_is_a_conflict()
    {
        using var ground = await CreateAsync();
        await ground.AttemptAsync(("thing", "a file"));
        await ground.AttemptAsync(("thing/deep/file.txt", "a folder"));

        var report = await ground.LookAsync();

        report.Pairs.ShouldHaveSingleItem().Level.ShouldBe(RadarLevel.Conflict);
    }

    [Fact]
    public async Task A_file_that_was_moved_meets_who_edits_it_and_a_moved_folder_who_adds_to_it()
    {
        using var ground = await CreateAsync();
        var mover = await ground.AttemptAsync(
            ("old/a.txt", null),
            ("new/a.txt", Long("a", (5, "moved"))),
            ("old/b.txt", null),
            ("new/b.txt", Long("b"))
        );
        var editor = await ground.AttemptAsync(("old/a.txt", Long("a", (5, "edited"))));
        var farther = await ground.AttemptAsync(("old/a.txt", Long("a", (35, "edited"))));
        var adder = await ground.AttemptAsync(("old/c.txt", "added"));

        var report = await ground.LookAsync();

        RadarLevel Between(Guid one, Guid other) =>
            report.Pairs.Single(pair => pair.First == one && pair.Second == other).Level;
        Between(mover, editor).ShouldBe(RadarLevel.Conflict);
        Between(mover, farther).ShouldBe(RadarLevel.SameFile);
        Between(mover, adder).ShouldBe(RadarLevel.Conflict);
        report.Pairs.ShouldNotContain(pair => pair.First == editor && pair.Second == adder);
    }

    [Fact]
    public async Task What_is_changed_as_a_whole_counts_as_the_same_hunk_or_worse()
    {
        using var ground = await CreateAsync();
        await ground.AttemptAsync(("new ü\n.txt", "same"), ("old/a.txt", null));
        await ground.AttemptAsync(("new ü\n.txt", "same"));
        await ground.AttemptAsync(("old/a.txt", Long("a", (3, "x"))));
        await ground.AttemptAsync(("new ü\n.txt", "another"));

        var report = await ground.LookAsync();

        report
            .Pairs.Select(pair => (pair.Level, pair.Files[0].Path, pair.Files[0].First.Count))
            .ShouldBe([
                (RadarLevel.SameHunk, "new ü\n.txt", 0),
                (RadarLevel.Conflict, "old/a.txt", 0),
                (RadarLevel.Conflict, "new ü\n.txt", 0),
                (RadarLevel.Conflict, "new ü\n.txt", 0),
            ]);
    }

    [Fact]
    public async Task Only_what_changed_is_asked_again()
    {
        using var ground = await CreateAsync();
        List<Guid> all = [];
        for (var n = 0; n < 6; n++)
            all.Add(await ground.AttemptAsync(("long.txt", Edited((n * 6 + 1, $"{n}")))));

        var first = await ground.LookAsync();
        ground.Radar.MergesTried.ShouldBe(15);
        (await ground.LookAsync()).ShouldBeSameAs(first);
        ground.Radar.MergesTried.ShouldBe(0);

        await ground.GoOnAsync(all[2], ("long.txt", Edited((1, "into the first one's"))));
        var second = await ground.LookAsync();
        ground.Radar.MergesTried.ShouldBe(5);
        second
            .Pairs.Single(pair => pair.Level == RadarLevel.Conflict)
            .ShouldSatisfyAllConditions(
                pair => pair.First.ShouldBe(all[0]),
                pair => pair.Second.ShouldBe(all[2])
            );

        ground.Sandbox.Write("elsewhere.txt", "x");
        ground.Sandbox.CommitAll("the target goes on");
        var third = await ground.LookAsync();
        ground.Radar.MergesTried.ShouldBe(0);
        third.Pairs.Count.ShouldBe(second.Pairs.Count);
    }

    [Fact]
    public async Task Nothing_of_a_look_is_left()
    {
        using var ground = await CreateAsync();
        await ground.AttemptAsync(("long.txt", Edited((3, "one"))));
        await ground.AttemptAsync(("long.txt", Edited((30, "two"))));
        var before = FingerprintOf(ground.Sandbox.Root);

        (await ground.LookAsync()).Pairs.Count.ShouldBe(1);

        FingerprintOf(ground.Sandbox.Root).ShouldBe(before);
    }

    [Fact]
    public async Task An_attempt_whose_commit_is_gone_or_foreign_is_named_and_the_others_are_seen()
    {
        using var ground = await CreateAsync();
        var gone = new RadarAttempt(Guid.NewGuid(), new string('1', 40), -2);
        var tree = ground.Sandbox.Sha("main^{tree}");
        var alone = ground.Sandbox.Git("commit-tree", "-m", "alone", tree);
        var foreign = new RadarAttempt(Guid.NewGuid(), alone, -1);
        ground.Add(gone);
        ground.Add(foreign);
        await ground.AttemptAsync(("long.txt", Edited((3, "one"))));
        await ground.AttemptAsync(("long.txt", Edited((3, "two"))));

        var report = await ground.LookAsync();

        report.Missing.ShouldBe([gone.Id, foreign.Id]);
        report.Pairs.ShouldHaveSingleItem().Level.ShouldBe(RadarLevel.Conflict);
        report.SuggestedOrder.Count.ShouldBe(2);
        (await ground.Radar.RefreshAsync(ground.Target, [], Deadline)).Pairs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_conflict_that_git_would_find_is_left_out(int seed)
    {
        using var ground = await CreateAsync();
        var random = new Random(seed);
        for (var n = 0; n < 14; n++)
            await ground.AttemptAsync([.. Some(random)]);
        var all = ground.Attempts;

        var report = await ground.LookAsync();

        var seen = report
            .Pairs.Where(pair => pair.Level == RadarLevel.Conflict)
            .Select(pair => (pair.First, pair.Second))
            .ToHashSet();
        var some = 0;
        for (var i = 0; i < all.Count; i++)
        for (var k = i + 1; k < all.Count; k++)
        {
            var git = TryGitIn(
                ground.Sandbox.Top,
                "merge-tree",
                "--write-tree",
                all[i].Commit,
                all[k].Commit
            );
            some += git.ExitCode;
            seen.Contains((all[i].Id, all[k].Id)).ShouldBe(git.ExitCode == 1, $"{i} {k}");
        }
        some.ShouldBeGreaterThan(3);
    }

    private static IEnumerable<(string, string?)> Some(Random random)
    {
        var edit = (random.Next(1, 41), $"edit {random.Next(9)}");
        yield return random.Next(4) switch
        {
            0 => ("old/a.txt", Long("a", edit)),
            1 => ("old/b.txt", Long("b", edit)),
            2 => ("dir/b.txt", $"{random.Next(3)}"),
            _ => ("long.txt", Long("line", edit)),
        };
        switch (random.Next(6))
        {
            case 0:
                yield return ("thing", "file");
                break;
            case 1:
                yield return ("thing/below.txt", "folder");
                break;
            case 2:
                yield return ("old/new.txt", $"{random.Next(2)}");
                break;
            case 3:
                yield return ("dir/b.txt~", "x");
                yield return ("moved/a.txt", Long("line", (3, "m")));
                break;
        }
    }
}
