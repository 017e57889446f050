using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Server;

/// <summary><c>forge gc</c>: shows what could go and why; <c>--apply</c> lets it go.</summary>
internal static class GcCommand
{
    public static Command Create(Surroundings here)
    {
        var apply = new Option<bool>("--apply")
        {
            Description = "Do it; without this it is only shown",
        };
        var json = Flags.Json();
        var command = new Command(
            "gc",
            "Show which worktrees, logs and snapshots could go, and why"
        )
        {
            apply,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var report = await client.GcAsync(parsed.GetValue(apply), ct);
                if (parsed.GetValue(json))
                    here.Terminal.Line(JsonSerializer.Serialize(report, ForgeJson.Wire.GcReport));
                else
                    Print(here, report);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static void Print(Surroundings here, GcReport report)
    {
        if (report.Items.Count > 0)
            here.Terminal.Table(GcText.Table(report));
        var going = GcText.Going(report).Count();
        here.Terminal.Line(
            (going, report.Applied) switch
            {
                (0, _) => "Nothing to let go.",
                (_, true) =>
                    $"{Words.Count(going, "thing")} went, {Words.Bytes(report.Bytes)} freed.",
                _ =>
                    $"{Words.Count(going, "thing")} would go, {Words.Bytes(report.Bytes)}. Do it: {here.Name} gc --apply",
            }
        );
    }
}
