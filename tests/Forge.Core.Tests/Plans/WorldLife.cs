using Forge.Core.Domain.Plans;

namespace Forge.Core.Tests.Plans;

/// <summary>One thing after another happens in a world, and after each all that must hold is looked at.</summary>
internal sealed class WorldLife
{
    private readonly Scenario _scenario;
    private readonly World _world;
    private readonly WorldMachine _machine;
    private readonly WorldPeople _people;
    private readonly Random _random;
    private IReadOnlyList<GroupView> _before;

    public WorldLife(Scenario scenario)
    {
        _scenario = scenario;
        _world = new World(scenario);
        _machine = new WorldMachine(_world);
        _people = new WorldPeople(_world, _machine);
        _random = new Random(scenario.Seed);
        _before = PlanDecisions.States(_world.Facts());
    }

    public void Happens()
    {
        var byPerson = false;
        WorldAttempt? ended = null;
        switch (_random.Next(100))
        {
            case < 30:
                DoSteps();
                break;
            case < 45:
                if (Any(GroupAttemptPhase.Queued) is { } queued)
                    _machine.Launch(queued);
                break;
            case < 60:
                if ((ended = Any(GroupAttemptPhase.Working)) is not null)
                    _machine.EndTurn(ended);
                break;
            case < 72:
                if (Pick(_world.Proving.Order(StringComparer.Ordinal).ToList()) is { } proof)
                    _machine.EndProof(proof);
                break;
            case < 75:
                _machine.EndFormer();
                break;
            case < 79:
                _world.Now += TimeSpan.FromMinutes(_random.Next(1, 120));
                break;
            case < 82:
                _machine.Crash();
                break;
            default:
                byPerson = true;
                _people.Anything(_random.Next(17), Pick(_world.Groups)!, _random.Next(100));
                break;
        }
        Look(byPerson, ended);
    }

    // Each not at all, once or twice; a server that dies leaves the rest to the next one.
    private void DoSteps()
    {
        foreach (var step in PlanDecisions.Next(_world.Facts()))
        {
            for (
                var times = _random.Next(4) is 0 and var none ? none : _random.Next(1, 3);
                times > 0;
                times--
            )
                _machine.Do(step);
            if (_random.Next(10) > 0)
                continue;
            _machine.Crash();
            return;
        }
    }

    private WorldAttempt? Any(GroupAttemptPhase phase) =>
        Pick(_world.Groups.SelectMany(g => g.Attempts).Where(a => a.Phase == phase).ToList());

    private T? Pick<T>(IReadOnlyList<T> from)
        where T : class => from.Count == 0 ? null : from[_random.Next(from.Count)];

    private void Look(bool byPerson, WorldAttempt? ended)
    {
        var facts = _world.Facts();
        var states = PlanDecisions.States(facts);
        var steps = PlanDecisions.Next(facts);
        LimitIsKept();
        for (var i = 0; i < states.Count; i++)
        {
            var group = _world.Groups[i];
            group.Attempts.Count(a => a.IsAlive).ShouldBeLessThanOrEqualTo(1, group.Id);
            (states[i].State == GroupState.Merged).ShouldBe(
                WorldTruth.IsMerged(_world, group),
                group.Id
            );
            StandsOrIsStale(group, states[i]);
            if (!byPerson && IsStuck(_before[i]) && !IsStuck(states[i]))
                CameToNothing(ended).ShouldBeTrue($"{_before[i]} became {states[i]} by itself");
        }
        steps.Select(Group).Intersect(states.Where(IsOver).Select(s => s.Id)).ShouldBeEmpty();
        FollowsFromFacts(facts, states, steps);
        _before = states;
    }

    private void LimitIsKept() =>
        _world
            .Groups.SelectMany(g => g.Attempts)
            .Count(a => a is { IsAlive: true, IsInvited: false })
            .ShouldBeLessThanOrEqualTo(_scenario.Limit, "too many at work");

    // All that was begun on what is not merged any more is stale, however far away; what was not begun only waits.
    private void StandsOrIsStale(WorldGroup group, GroupView view)
    {
        var isBegun = group.Current is not null || WorldTruth.StandsAtMerge(_world, group);
        var isOpen = WorldTruth.MergesBefore(_world, group) is null;
        if (view.State == GroupState.Stale)
            isBegun.ShouldBeTrue(group.Id);
        else if (isBegun && isOpen && !WorldTruth.IsGivenUp(_world, group))
            group.Current!.Stacked.ShouldBeTrue(
                $"{group.Id} stands on nothing and is {view.State}"
            );
    }

    private static bool IsStuck(GroupView view) =>
        view.State is GroupState.Stale or GroupState.Failed or GroupState.Cancelled;

    private static bool IsOver(GroupView view) => IsStuck(view) || view.State == GroupState.Merged;

    // An agent that was asked to go on after the merge and changed nothing takes nothing from those who built on it.
    private bool CameToNothing(WorldAttempt? ended) =>
        ended is not null
        && ended == ended.Group.Current
        && WorldTruth.StandsAtMerge(_world, ended.Group);

    private static string? Group(PlanStep step) =>
        step switch
        {
            PlanStep.Start s => s.Group,
            PlanStep.Validate s => s.Group,
            PlanStep.SendBack s => s.Group,
            PlanStep.Retry s => s.Group,
            PlanStep.Restack s => s.Group,
            _ => null,
        };

    private void FollowsFromFacts(
        PlanFacts facts,
        IReadOnlyList<GroupView> states,
        IReadOnlyList<PlanStep> steps
    )
    {
        PlanDecisions
            .Next(_world.Facts())
            .Select(PlanTable.Words)
            .ShouldBe(steps.Select(PlanTable.Words), "a new server would do something else");
        var order = facts.Groups.ToArray();
        _random.Shuffle(order);
        PlanDecisions
            .States(facts with { Groups = order })
            .Select(v => (v.Id, v.State))
            .ShouldBe(states.Select(v => (v.Id, v.State)), ignoreOrder: true);
    }

    public void EndsWell()
    {
        _world.IsCalm = true;
        for (var round = 0; round < 30 + 10 * _scenario.Count; round++)
        {
            var steps = PlanDecisions.Next(_world.Facts());
            foreach (var step in steps)
                _machine.Do(step);
            Look(byPerson: true, null);
            _machine.EndAll();
            Look(byPerson: true, null);
            var did = _people.Tidy();
            Look(byPerson: true, null);
            var facts = _world.Facts();
            if (PlanDecisions.Stage(facts, _before) == PlanStage.AwaitingDelivery)
                break;
            var moves = did || steps.Count > 0 || PlanDecisions.Next(facts).Count > 0;
            (moves || PlanDecisions.NextLook(facts) is not null).ShouldBeTrue($"stuck: {Words()}");
            _world.Now = PlanDecisions.NextLook(facts) ?? _world.Now;
        }
        _before.ShouldAllBe(v => v.State == GroupState.Merged, $"not all is merged: {Words()}");
        PlanDecisions.Next(_world.Facts()).ShouldBeEmpty();
    }

    private string Words() => string.Join('\n', _before.Where(v => v.State != GroupState.Merged));
}
