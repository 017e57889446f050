using System.CommandLine;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge cancel PLAN</c>: ends a plan and the agents that work for it.</summary>
internal static class CancelCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "cancel",
            "End a plan: its agents are stopped, what is merged and every branch stays"
        );
        PlanAct.Act(
            command,
            here,
            async (_, client, plan, ct) =>
            {
                var now = await client.CancelPlanAsync(plan.Id.ToString(), ct);
                return new Deed(
                    $"{plan.Plan} is cancelled. What was merged is on {now.Branch}",
                    now
                );
            }
        );
        return command;
    }
}
