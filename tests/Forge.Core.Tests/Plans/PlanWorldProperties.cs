using Forge.Core.Domain.Plans;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Plans;

/// <summary>
/// Plans of any shape in a simulated world: agents, commands, people, the target and the server's life do what they like in any
/// order; then people and agents mean well, and all has to end merged.
/// </summary>
public sealed class PlanWorldProperties
{
    private static readonly Arbitrary<Scenario> Scenarios = Arb.From(
        from count in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from limit in Gen.Choose(1, 6)
        from stacked in Gen.Elements(true, false)
        from pressure in Gen.Elements(true, false)
        from density in Gen.Choose(0, 40)
        from final in Gen.Elements(true, false)
        select new Scenario(count, seed, limit, stacked, pressure, density, final)
    );

    private static void Check(int tests, Action<Scenario> property) =>
        Prop.ForAll(Scenarios, property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(20261126, 1));

    [Fact]
    public void Whatever_happens_no_rule_is_broken_and_at_last_all_is_merged() =>
        Check(
            80,
            scenario =>
            {
                var life = new WorldLife(scenario);
                for (var i = 0; i < 60 + 8 * scenario.Count; i++)
                    life.Happens();
                life.EndsWell();
            }
        );

    [Fact]
    public void Dying_and_doing_again_at_other_moments_gives_the_same_plan_step_by_step() =>
        Check(
            60,
            scenario =>
            {
                var undisturbed = Story(scenario, deaths: 0);
                foreach (var deaths in new[] { 1, 2 })
                foreach (var (told, first) in Story(scenario, deaths).Zip(undisturbed))
                    told.ShouldBe(first);
            }
        );

    // The same agents, commands and people; only the server's deaths and what it does twice differ.
    private static IReadOnlyList<string> Story(Scenario scenario, int deaths)
    {
        var world = new World(scenario);
        var machine = new WorldMachine(world);
        var people = new WorldPeople(world, machine);
        var dying = new Random(unchecked(scenario.Seed + deaths));
        for (var round = 0; round < 20 + 2 * scenario.Count; round++)
        {
            while (!DoAll(world, machine, deaths == 0 ? null : dying))
                machine.Crash();
            machine.EndAll();
            world.Now += TimeSpan.FromMinutes(30);
            foreach (var group in world.Groups)
                if (world.Chance(round, group.Key, 6) < 40)
                {
                    var deed = world.Chance(round, group.Key, 7) % 17;
                    people.Anything(deed, group, world.Chance(round, group.Key, 8));
                }
        }
        return machine.Story;
    }

    // Until nothing is left to be done; false when the server died before.
    private static bool DoAll(World world, WorldMachine machine, Random? dying)
    {
        while (PlanDecisions.Next(world.Facts()) is { Count: > 0 } steps)
            foreach (var step in steps)
            {
                if (dying?.Next(4) == 0)
                    return false;
                machine.Do(step);
                if (dying?.Next(4) == 0)
                    machine.Do(step);
            }
        return true;
    }
}
