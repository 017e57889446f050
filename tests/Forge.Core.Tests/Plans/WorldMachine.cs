using Forge.Core.Domain.Plans;

namespace Forge.Core.Tests.Plans;

/// <summary>What goes on by itself: the server does the steps, agents and commands come to their ends, time goes by.</summary>
internal sealed class WorldMachine(World world)
{
    /// <summary>Every change in the order in which it happened; what was done a second time to no effect is not in it.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Does nothing where it was done already, as every step of a plan must.</summary>
    public void Do(PlanStep step)
    {
        switch (step)
        {
            case PlanStep.Start start:
                Start(world.ById[start.Group], start);
                break;
            case PlanStep.Validate validate:
                var tried = world.ById[validate.Group].Current;
                if (tried?.Id == validate.Attempt && tried.Head == validate.Head)
                    Prove(World.ProofOf(tried));
                break;
            case PlanStep.SendBack back
                when Resting(back.Group, back.Attempt) is { } failing && failing.Head == back.Head:
                failing.SentBack++;
                Turn(failing, "send back");
                break;
            case PlanStep.Retry retry
                when world.ById[retry.Group].Current is { Phase: GroupAttemptPhase.Failed } failed
                    && failed.Id == retry.Attempt:
                Turn(failed, "retry");
                break;
            case PlanStep.Restack restack
                when Resting(restack.Group, restack.Attempt) is { } stacked:
                Rebase(stacked, "restack");
                break;
            case PlanStep.ValidateWhole:
                Prove(world.ProofOfWhole);
                break;
        }
    }

    private WorldAttempt? Resting(string group, Guid attempt) =>
        world.ById[group].Current is { Phase: GroupAttemptPhase.Rested } current
        && current.Id == attempt
            ? current
            : null;

    private void Start(WorldGroup group, PlanStep.Start start)
    {
        if (group.Current is not null)
            return;
        group.Attempts.ShouldAllBe(a => !a.IsAlive, $"{group.Id} would run twice at once");
        foreach (var before in world.Before(group).Where(b => b.Id != start.StackedOn))
            (WorldTruth.IsMerged(world, before) || group.IsFinal && before.Cancelled).ShouldBeTrue(
                $"{group.Id} starts before {before.Id} is merged"
            );
        var below = start.StackedOn is { } id ? world.ById[id] : null;
        var contains = WorldTruth.MergesBefore(world, group, below).ShouldNotBeNull();
        if (below is not null)
            contains.Add(below.Current.ShouldNotBeNull().Head.ShouldNotBeNull());
        start.Contains.ShouldBe(contains, ignoreOrder: true);
        var number = group.Attempts.Count + 1;
        group.Current = new WorldAttempt
        {
            Id = new Guid(group.Key, (short)number, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Group = group,
            Number = number,
            StackedOn = start.StackedOn,
            Contains = [.. start.Contains],
        };
        group.Attempts.Add(group.Current);
        Story.Add($"start {group.Id} {number} with {string.Join(' ', start.Contains)}");
    }

    private void Prove(string proof)
    {
        if (!world.Proofs.ContainsKey(proof))
            world.Proving.Add(proof);
    }

    public void Turn(WorldAttempt attempt, string why)
    {
        attempt.Phase = GroupAttemptPhase.Queued;
        attempt.Failure = null;
        attempt.IsInvited = false;
        Story.Add($"{why} {attempt.Group.Id} {attempt.Number}");
    }

    /// <summary>Onto the target as it is; false while a predecessor is not merged.</summary>
    public bool Rebase(WorldAttempt attempt, string why)
    {
        var merges = WorldTruth.MergesBefore(world, attempt.Group);
        if (merges is null || attempt.Phase == GroupAttemptPhase.Working || attempt.Head is null)
            return false;
        if (merges.TrueForAll(attempt.Contains.Contains) && world.IsIn(attempt.Base!, world.Target))
            return true;
        attempt.Base = world.Target;
        attempt.Contains = [.. merges];
        attempt.StackedOn = null;
        attempt.Head = world.Commit($"{attempt.Group.Id}.{attempt.Number}-rebased", world.Target);
        Story.Add($"{why} {attempt.Group.Id} {attempt.Number}");
        return true;
    }

    /// <summary>A worktree is cut and its base proved, or an agent that has one begins.</summary>
    public void Launch(WorldAttempt attempt)
    {
        if (attempt.Phase != GroupAttemptPhase.Queued)
            return;
        if (attempt.Head is null && !Cut(attempt))
            return;
        attempt.Phase = GroupAttemptPhase.Working;
    }

    private bool Cut(WorldAttempt attempt)
    {
        var group = attempt.Group;
        if (attempt != group.Current || world.Facts().State(group.Id) != GroupState.Running)
            return false;
        var below = attempt.StackedOn is { } id ? world.ById[id] : null;
        if (below is not null && WorldTruth.IsMerged(world, below))
            attempt.StackedOn = null;
        below = attempt.Stacked ? below : null;
        var merges = WorldTruth
            .MergesBefore(world, group, except: below)
            .ShouldNotBeNull($"{group.Id} would wait for ever for a base it cannot have");
        var from = below is null ? world.Target : below.Current?.Head.ShouldNotBeNull()!;
        if (!merges.TrueForAll(m => world.IsIn(m, from)))
        {
            attempt.Phase = GroupAttemptPhase.Failed;
            attempt.Failure = new GroupFailure(FailureCause.Start, "its base lacks a merge", null);
            return false;
        }
        attempt.Base = from;
        attempt.Contains = below is null ? [.. merges] : [.. merges, from];
        attempt.Head = from;
        return true;
    }

    public void EndTurn(WorldAttempt attempt)
    {
        if (attempt.Phase != GroupAttemptPhase.Working)
            return;
        attempt.Turns++;
        attempt.IsInvited = false;
        var group = attempt.Group;
        var chance = world.IsCalm ? 0 : world.Chance(group.Key, attempt.Number, attempt.Turns, 4);
        if (chance >= 72)
        {
            var cause = chance % 2 == 0 ? FailureCause.RateLimit : FailureCause.AgentError;
            DateTimeOffset? at = chance < 90 ? world.Now.AddMinutes(chance) : null;
            attempt.Phase = GroupAttemptPhase.Failed;
            attempt.Failure = new GroupFailure(cause, "it went wrong", at);
        }
        else
        {
            attempt.Phase = GroupAttemptPhase.Rested;
            attempt.WentOutside = chance is >= 55 and < 60;
            if (chance < 65)
                attempt.Head = world.Commit(
                    $"{group.Id}.{attempt.Number}.{attempt.Turns}",
                    attempt.Head!
                );
        }
        Story.Add($"{group.Id} {attempt.Number}.{attempt.Turns} {attempt.Phase}");
    }

    public void EndProof(string proof)
    {
        if (!world.Proving.Remove(proof))
            return;
        // Told by what is proved, not by its commit's name: the same work is proved alike.
        var key = proof.Aggregate(7, (mixed, letter) => unchecked(mixed * 31 + letter));
        world.Proofs[proof] =
            world.IsCalm || proof == world.ProofOfWhole || world.Chance(key, 5) < 70;
        Story.Add($"{proof} {world.Proofs[proof]}");
    }

    /// <summary>What counts no more comes to its end.</summary>
    public void EndFormer()
    {
        foreach (var group in world.Groups)
        foreach (var attempt in group.Attempts)
            if (attempt.IsAlive && (attempt != group.Current || group.Cancelled))
            {
                attempt.Phase = GroupAttemptPhase.Failed;
                attempt.Failure = new GroupFailure(FailureCause.Stopped, "given up", null);
            }
    }

    /// <summary>All that is begun comes to its end.</summary>
    public void EndAll()
    {
        EndFormer();
        foreach (var group in world.Groups)
            if (group.Current is { } attempt)
            {
                Launch(attempt);
                EndTurn(attempt);
            }
        foreach (var proof in world.Proving.Order(StringComparer.Ordinal).ToList())
            EndProof(proof);
    }

    /// <summary>The server dies; agents and rows do not.</summary>
    public void Crash() => world.Proving.Clear();
}
