using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge plans</c>: every approved plan and how it stands.</summary>
internal static class PlansCommand
{
    public static Command Create(Surroundings here)
    {
        var json = Flags.Json();
        var command = new Command("plans", "Show the approved plans and how they stand") { json };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var plans = await client.PlansAsync(ct);
                if (parsed.GetValue(json))
                    here.Terminal.Line(
                        JsonSerializer.Serialize(plans, ForgeJson.Wire.IReadOnlyListPlanSummary)
                    );
                else
                    Print(here, plans);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    public static void Print(Surroundings here, IReadOnlyList<PlanSummary> plans)
    {
        if (plans.Count == 0)
            here.Terminal.Line(
                $"No plan is approved yet. Make one: {here.Name} plan WISH   then: {here.Name} approve WISH"
            );
        else
            here.Terminal.Table(PlanTables.Plans(plans, here.Now));
    }
}
