using System.CommandLine;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge pause PLAN</c>: nothing new starts; what runs goes on.</summary>
internal static class PauseCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "pause",
            "Let nothing more of a plan start; what runs goes on to its end"
        );
        PlanAct.Act(
            command,
            here,
            async (_, client, plan, ct) =>
                new Deed(
                    $"{plan.Plan} is paused. Go on: {here.Name} plan resume {plan.Plan}",
                    await client.PausePlanAsync(plan.Id.ToString(), ct)
                )
        );
        return command;
    }
}
