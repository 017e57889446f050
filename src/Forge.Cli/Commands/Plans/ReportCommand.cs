using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge report PLAN</c>: how a plan went, as Markdown.</summary>
internal static class ReportCommand
{
    public static Command Create(Surroundings here)
    {
        var (name, json) = (Flags.Plan(here), Flags.Json());
        var command = new Command(
            "report",
            "Write how a plan went: work, files, conflicts, gates, times and the speed-up"
        )
        {
            name,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var plan = await PlanList.FindAsync(
                    client,
                    parsed.GetRequiredValue(name),
                    here,
                    ct
                );
                var report = await client.PlanReportAsync(plan.Id.ToString(), ct);
                Print(here, report, parsed.GetValue(json));
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>The text goes to the output as it is; where it lies is for people.</summary>
    public static void Print(Surroundings here, PlanText text, bool json)
    {
        if (json)
        {
            here.Terminal.Line(JsonSerializer.Serialize(text, ForgeJson.Wire.PlanText));
            return;
        }
        here.Terminal.Line(text.Text.TrimEnd('\n'));
        if (text.Path is { } path)
            here.Terminal.Note($"Written to {path}");
    }
}
