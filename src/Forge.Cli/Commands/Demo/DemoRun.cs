using Forge.Api;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Demo;

/// <summary>Follows the plan to its end: what happens is told, and what waits for a person is brought to one.</summary>
internal sealed class DemoRun(
    Surroundings here,
    ForgeClient client,
    DemoStory story,
    DemoPerson person
)
{
    /// <summary>The sample's agent is never silent for so long; something broke.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>The plan as it was delivered.</returns>
    public async Task<PlanStatus> ToItsEndAsync(PlanStatus plan, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, here.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var watch = new PlanWatch();
        try
        {
            await foreach (
                var operation in client.FollowPlanAsync(plan.Id.ToString(), either.Token)
            )
            {
                if (watch.Apply(operation) is not { } now)
                    continue;
                story.Tell(now);
                Insist(now);
                // People take the time they need.
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                if (await person.ActAsync(now, ct) is { } after && PlanStates.IsOver(after.State))
                    return after;
                patience.CancelAfter(Patience);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw Broken(plan, $"nothing happened for {Patience.TotalSeconds:0} s");
        }
        throw new ForgeUnreachable(
            client.Address,
            new IOException("the stream of the plan ended before the plan")
        );
    }

    private void Insist(PlanStatus now)
    {
        if (now.Problem is { } problem)
            throw Broken(now, problem);
        foreach (var group in now.Groups)
            if (group.State is "failed" or "stale" or "cancelled")
                throw Broken(now, $"{group.Id} is {group.State}: {group.Cause}");
        foreach (var run in now.Validation.Where(run => run.State == "failed"))
            throw Broken(now, ValidationText.Of(run));
    }

    private CommandFailed Broken(PlanStatus plan, string why) =>
        new(
            ExitCodes.Failed,
            $"The demo did not come to its end: {why}\nSee what is there: {here.Name} status {plan.Plan}"
        );
}
