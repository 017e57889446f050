using Forge.Core.Git.Radar;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Radar;

public sealed class RadarPartsTests
{
    [Theory]
    [InlineData("@@ -5 +5 @@", 5, 5, 5, 5)]
    [InlineData("@@ -5,3 +7,2 @@ class A", 5, 7, 7, 8)]
    [InlineData("@@ -2,0 +3,4 @@", 2, 3, 3, 6)]
    [InlineData("@@ -9,2 +8,0 @@", 9, 10, 8, 9)]
    public void Git_names_lines_and_we_understand_them(
        string line,
        int oldFirst,
        int oldLast,
        int newFirst,
        int newLast
    )
    {
        var hunk = Hunk.Parse(line).ShouldNotBeNull();

        hunk.Old.ShouldBe(new LineRange(oldFirst, oldLast));
        hunk.New.ShouldBe(new LineRange(newFirst, newLast));
    }

    [Theory]
    [InlineData(10, 13, true)]
    [InlineData(10, 14, false)]
    [InlineData(14, 10, false)]
    [InlineData(10, 10, true)]
    public void Lines_touch_up_to_three_apart(int one, int other, bool touch) =>
        Hunk.Touch(
                [new LineRange(1, 1), new LineRange(one, one)],
                [new LineRange(other, other), new LineRange(90, 91)]
            )
            .ShouldBe(touch);

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 7)]
    [InlineData(10, 13)]
    [InlineData(11, 13)]
    [InlineData(13, 14)]
    public void Lines_move_with_what_came_before_them(int line, int moved)
    {
        // Three lines after the third, then three replaced by one.
        List<Hunk> hunks = [new(3, 0, 4, 3), new(10, 3, 13, 1)];

        Hunk.Moved(new LineRange(line, line), hunks).ShouldBe(new LineRange(moved, moved));
    }

    [Fact]
    public async Task Patches_of_many_comparisons_are_told_apart_whatever_they_contain()
    {
        using var ground = await RadarGround.CreateAsync();
        const string odd = "old/diff --git a\n@@ -1 +1 @@.txt";
        var id = new string('a', 40);
        ground.Sandbox.Write(odd, RadarGround.Long("odd"));
        ground.Sandbox.CommitAll("an odd name");
        var start = ground.Target;
        await ground.AttemptAsync(
            (odd, null),
            ("moved.txt", RadarGround.Long("odd", (7, $"{id}\0x"), (20, "@@ -1 +1 @@"))),
            ("long.txt", RadarGround.Edited((3, "diff --git a/x b/x")).TrimEnd('\n'))
        );
        await ground.AttemptAsync(("dir/b.txt", "b"));
        await ground.AttemptAsync(("new.txt", "b"));
        var asked = ground.Attempts.Select(one => (start, one.Commit)).ToList();

        var all = await HunkList.OfAsync(ground.Sandbox.Repo, asked, [], Deadline);

        all.Count.ShouldBe(3);
        all[0].Keys.Order(StringComparer.Ordinal).ShouldBe(["long.txt", "moved.txt", odd]);
        all[0]["long.txt"].ShouldBe([new(3, 1, 3, 1), new(40, 1, 40, 1)]);
        all[0][odd].ShouldBe(all[0]["moved.txt"]);
        all[1]["dir/b.txt"].ShouldBe([new(1, 1, 1, 1)]);
        all[2].ShouldBeEmpty();
    }

    [Fact]
    public async Task One_process_for_each_merge_finds_what_one_for_all_finds()
    {
        using var ground = await RadarGround.CreateAsync();
        await ground.AttemptAsync(("long.txt", RadarGround.Edited((3, "one"))), ("thing", "x"));
        await ground.AttemptAsync(("long.txt", RadarGround.Edited((3, "two"))), ("thing/x", "x"));
        await ground.AttemptAsync(("new.txt", "b"));
        var commits = ground.Attempts.Select(one => one.Commit).ToList();
        List<(string, string)> pairs =
        [
            (commits[0], commits[1]),
            (commits[0], commits[2]),
            (commits[1], commits[2]),
            (commits[1], commits[0]),
        ];
        var git = ground.Sandbox.Repo.Git(
            "merge-tree",
            "--write-tree",
            "--name-only",
            "--no-messages"
        );

        var many = await MergeBatch.TryAsync(ground.Sandbox.Repo, pairs, Deadline);
        var each = await MergeBatch.EachAsync(git, pairs, Deadline);

        many.Count.ShouldBe(4);
        for (var at = 0; at < 4; at++)
            many[at].ShouldBe(each[at]);
        many[0].ShouldContain("long.txt");
        many[1].ShouldBeEmpty();
        many[3].Count.ShouldBe(many[0].Count);
    }

    [Fact]
    public async Task Where_histories_crossed_one_base_is_taken_always_the_same()
    {
        using var ground = await RadarGround.CreateAsync();
        var sandbox = ground.Sandbox;
        sandbox.Git("checkout", "-q", "-b", "side");
        sandbox.Write("side.txt", "x");
        var side = sandbox.CommitAll("side");
        sandbox.Git("checkout", "-q", "main");
        sandbox.Write("main.txt", "x");
        var main = sandbox.CommitAll("main");
        sandbox.Git("merge", "-q", "-m", "one way", side);
        sandbox.Git("checkout", "-q", "side");
        sandbox.Git("merge", "-q", "-m", "the other way", main);
        var crossed = sandbox.Sha("side");
        sandbox.Git("checkout", "-q", "main");
        var later = sandbox.Sha("main");

        var found = await MergeBases.OfAsync(
            sandbox.Repo,
            later,
            [crossed, main, later, side],
            Deadline
        );

        found[crossed].ShouldBe(string.CompareOrdinal(main, side) < 0 ? main : side);
        found[main].ShouldBe(main);
        found[side].ShouldBe(side);
        found[later].ShouldBe(later);
    }

    [Fact]
    public void The_order_takes_first_who_is_in_nobodys_way_and_last_who_cannot_be_merged()
    {
        var all = Enumerable
            .Range(0, 5)
            .Select(n => new RadarAttempt(new Guid(n, 0, 0, new byte[8]), "x", 9 - n))
            .ToList();
        RadarPair Conflict(int one, int other) =>
            new(all[one].Id, all[other].Id, RadarLevel.Conflict, []);
        List<RadarPair> pairs =
        [
            Conflict(0, 1),
            Conflict(0, 2),
            new(all[3].Id, all[4].Id, RadarLevel.SameHunk, []),
        ];

        var order = MergeOrder.Of(all, pairs, [new(all[4].Id, RadarLevel.Conflict, [])]);

        order.ShouldBe([all[3].Id, all[2].Id, all[1].Id, all[0].Id, all[4].Id]);
        MergeOrder
            .Of(Enumerable.Reverse(all), pairs, [new(all[4].Id, RadarLevel.Conflict, [])])
            .ShouldBe(order);
    }
}
