using System.Text.Json.Nodes;
using Xunit.Abstractions;
using static Forge.Server.Tests.Plans.PlanGround;

namespace Forge.Server.Tests.Plans;

/// <summary>
/// A plan of twenty groups whose merges go on while the server is killed at moments nobody chose. It ends with the tree that it
/// would have had without. <c>bench/crash-plan</c> runs it for longer.
/// </summary>
public sealed class PlanCrashRun(ITestOutputHelper output)
{
    private const int Groups = 20;

    private static readonly int Rounds = Number("FORGE_CRASH_PLAN_ROUNDS", 4);
    private static readonly int Seed = Number("FORGE_TEST_SEED", Random.Shared.Next());

    [Fact]
    public async Task A_plan_comes_to_the_same_end_however_often_its_server_is_killed()
    {
        output.WriteLine($"FORGE_TEST_SEED={Seed}: {Rounds} rounds");
        var random = new Random(Seed);
        for (var kills = 0; kills < Rounds; )
            kills += await LiveAsync(random, Math.Min(Rounds - kills, 12));
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;

    /// <returns>How often the server was killed.</returns>
    private async Task<int> LiveAsync(Random random, int most)
    {
        var groups = Graph(random);
        await using var ground = await StartAsync(groups);
        // Whoever is begun anew finds nothing of an earlier try.
        await ground.BeginAsync(
            "sleep 0.$(od -An -N1 -tu1 /dev/urandom | tr -d ' '); " + MakesFile,
            new JsonObject { ["max_parallel"] = 4, ["back_pressure"] = false }
        );
        var kills = 0;
        var watch = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var done = await WorkAsync(ground, random.Next(200, 1_500));
            if (done)
                break;
            if (kills < most)
            {
                await ground.Ground.Server.KillAsync();
                kills++;
                await ground.Ground.ComeBackAsync();
            }
            TimeProvider
                .System.GetElapsedTime(watch)
                .ShouldBeLessThan(
                    TimeSpan.FromMinutes(4),
                    $"seed {Seed}: {(await ground.StatusAsync()).ToJsonString()}\n{ground.Ground.Server.Log}"
                );
        }
        Check(ground, groups, await ground.StatusAsync());
        output.WriteLine($"{groups.Count} groups, {kills} kills: the same tree");
        return Math.Max(kills, 1);
    }

    /// <summary>A person merges whatever waits, for some time. True when the plan is delivered.</summary>
    private static async Task<bool> WorkAsync(PlanGround ground, int milliseconds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            var plan = await ground.StatusAsync();
            var state = plan["state"]!.GetValue<string>();
            if (state == "delivered")
                return true;
            if (state == "awaiting_delivery")
            {
                Ok(await ground.DoAsync("deliver"));
                continue;
            }
            var waiting = plan["groups"]!
                .AsArray()
                .FirstOrDefault(g => g!["state"]!.GetValue<string>() == "awaiting_review");
            if (waiting is not null)
                Ok(await ground.MergeAsync(waiting["id"]!.GetValue<string>()));
            else
                await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System);
        }
        return false;
    }

    private static List<GroupWish> Graph(Random random)
    {
        List<GroupWish> groups = [];
        for (var i = 0; i < Groups; i++)
        {
            var before = Enumerable
                .Range(0, i)
                .Where(j => j >= i - 8 && random.Next(4) == 0)
                .Select(j => $"G{j}")
                .Take(3)
                .ToArray();
            groups.Add(new GroupWish($"G{i}", before) { Validation = $"test -f G{i}.txt" });
        }
        return groups;
    }

    private static void Check(PlanGround ground, List<GroupWish> groups, JsonNode plan)
    {
        foreach (var group in groups)
        {
            var row = Group(plan, group.Id);
            row["state"]!.GetValue<string>().ShouldBe("merged");
            // Killed servers leave no second try behind: what ran goes on.
            row["attempt_number"]!.GetValue<int>().ShouldBe(1, group.Id);
            ground.Git("show", $"main:{group.Id}.txt").ShouldBe($"made by {group.Id}");
            foreach (var before in group.DependsOn)
                ground.Git(
                    "merge-base",
                    "--is-ancestor",
                    Group(plan, before)["merge_commit"]!.GetValue<string>(),
                    row["base"]!.GetValue<string>()
                );
        }
        var made = ground
            .Git("ls-tree", "--name-only", "main")
            .Split('\n')
            .Where(f => f.StartsWith('G'))
            .ToList();
        made.Count.ShouldBe(groups.Count);
        // One commit a group, none twice, none half.
        ground
            .Git("log", "--format=%s", $"main..feat/{Slug}")
            .Split('\n')
            .Count(s => s.Contains("(feat/made-g"))
            .ShouldBe(groups.Count);
        ground.Git("status", "--porcelain").ShouldBe("");
        ground
            .Ground.Query<string>("SELECT id FROM merges WHERE state <> 'done'")
            .ShouldBeEmpty("half merges");
    }
}
