using Forge.Core.Domain.Plans;

namespace Forge.Core.Tests.Plans;

/// <summary>What people do to a plan. Each is refused where it makes no sense, as the commands are.</summary>
internal sealed class WorldPeople(World world, WorldMachine machine)
{
    private readonly List<string> _tips = [world.Target];

    /// <summary>Any of all deeds, to any group.</summary>
    public void Anything(int deed, WorldGroup group, int chance)
    {
        switch (deed)
        {
            case 0 or 1 or 2:
                Review(group);
                break;
            case 3 or 4 or 5:
                Merge(group);
                break;
            case 6:
                Revert(group);
                break;
            case 7:
                FollowUp(group);
                break;
            case 8:
                Anew(group);
                break;
            case 9 when chance < 25:
                group.Cancelled = true;
                break;
            case 10:
                TakeBack(group);
                break;
            case 11:
                world.Paused = chance < 30;
                break;
            case 12 when chance < 25:
                world.Target = _tips[chance % _tips.Count];
                break;
            case 13:
                SettleTarget(chance % 2 == 0);
                break;
            case 14 when group.Current is { Phase: not GroupAttemptPhase.Queued } attempt:
                machine.Rebase(attempt, "rebase");
                break;
            case 15 when chance < 30:
                Stop(group);
                break;
            case 16 when group.Current is { Phase: GroupAttemptPhase.Rested } done && chance < 20:
                done.Head = null;
                break;
        }
    }

    public void Review(WorldGroup group)
    {
        if (world.Facts().State(group.Id) == GroupState.AwaitingReview)
            group.ReviewedHead = group.Current!.Head;
    }

    /// <summary>False: refused, since nobody found it good or its base was taken out of the target.</summary>
    public bool Merge(WorldGroup group)
    {
        if (
            world.Facts() is not { TargetLost: null } facts
            || facts.State(group.Id) != GroupState.AwaitingMerge
            || !world.IsIn(group.Current!.Base!, world.Target) && !group.Current.Stacked
        )
            return false;
        var before = WorldTruth.MergesBefore(world, group);
        before.ShouldNotBeNull($"{group.Id} is merged too early");
        if (world.MergesOf(group).Count == 0)
            before.ShouldBeSubsetOf(group.Current.Contains, $"{group.Id} lacks a merge");
        var merge = world.Commit($"m{group.Merges.Count + 1}-{group.Id}", world.Target);
        group.Merges.Add(merge);
        group.Current.Base = merge;
        group.Current.Head = merge;
        Move(merge);
        machine.Story.Add($"merge {group.Id}");
        return true;
    }

    public void Revert(WorldGroup group)
    {
        if (world.MergesOf(group) is not [.., var last] || world.IsTargetLost())
            return;
        group.Reverted.Add(last);
        Move(world.Commit($"undo-{last}", world.Target));
        machine.Story.Add($"revert {group.Id}");
    }

    public void FollowUp(WorldGroup group)
    {
        if (group.Current is not { IsAlive: false, Head: not null } attempt || group.Cancelled)
            return;
        machine.Turn(attempt, "follow up");
        attempt.IsInvited = true;
    }

    /// <summary>Gives the attempt up. Its agent may take a while to end.</summary>
    public void Anew(WorldGroup group)
    {
        if (group.Current is null)
            return;
        group.Current = null;
        machine.Story.Add($"anew {group.Id}");
    }

    public void TakeBack(WorldGroup group)
    {
        if (!group.Cancelled)
            return;
        group.Cancelled = false;
        Anew(group);
    }

    /// <summary>Puts the target back where it was, or goes on without what was lost.</summary>
    public void SettleTarget(bool putBack)
    {
        if (!world.IsTargetLost())
            return;
        if (putBack)
            Move(_tips[^1]);
        foreach (var group in world.Groups)
            group.LetGo.UnionWith(group.Merges.Where(m => !world.IsIn(m, world.Target)));
    }

    private static void Stop(WorldGroup group)
    {
        if (group.Current is not { Phase: GroupAttemptPhase.Working } attempt)
            return;
        attempt.Phase = GroupAttemptPhase.Failed;
        attempt.IsInvited = false;
        attempt.Failure = new GroupFailure(FailureCause.Stopped, "a person stopped it", null);
    }

    private void Move(string tip)
    {
        world.Target = tip;
        _tips.Add(tip);
    }

    /// <summary>What people who want the plan to end would do of what waits for them; false when nothing does.</summary>
    public bool Tidy()
    {
        SettleTarget(putBack: true);
        world.Paused = false;
        var did = false;
        foreach (var group in world.Groups)
        {
            TakeBack(group);
            did |= world.Facts().State(group.Id) switch
            {
                GroupState.AwaitingReview => Good(group),
                GroupState.AwaitingMerge => Merge(group) || Renew(group),
                GroupState.Failed => Renew(group),
                GroupState.Stale => IsOwnToMend(group) && Renew(group),
                _ => false,
            };
        }
        return did;
    }

    private bool Good(WorldGroup group)
    {
        Review(group);
        return Merge(group) || machine.Rebase(group.Current!, "rebase");
    }

    private bool Renew(WorldGroup group)
    {
        Anew(group);
        return true;
    }

    // One that is merged and stale waits for its predecessors alone.
    private bool IsOwnToMend(WorldGroup group) =>
        group.Current is not null && !WorldTruth.StandsAtMerge(world, group);
}
