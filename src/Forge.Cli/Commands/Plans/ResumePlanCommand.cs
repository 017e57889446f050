using System.CommandLine;
using Forge.Api;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge plan resume PLAN</c>: a paused plan goes on.</summary>
internal static class ResumePlanCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command("resume", "Let a paused plan go on");
        PlanAct.Act(command, here, (_, client, plan, ct) => DoAsync(here, client, plan, ct));
        return command;
    }

    public static async Task<Deed> DoAsync(
        Surroundings here,
        ForgeClient client,
        PlanSummary plan,
        CancellationToken ct
    ) =>
        new(
            $"{plan.Plan} goes on. Watch: {here.Name} status {plan.Plan} --live",
            await client.ResumePlanAsync(plan.Id.ToString(), ct)
        );
}
