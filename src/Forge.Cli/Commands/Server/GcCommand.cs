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
                    Print(here.Terminal, report);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, GcReport report)
    {
        if (report.Items.Count > 0)
        {
            var table = new TextTable("ACTION", "SIZE", "WHAT", "WHY");
            foreach (
                var item in report
                    .Items.OrderByDescending(item => item.Action)
                    .ThenByDescending(item => item.Bytes)
            )
                table.Add(
                    new Cell(item.Action, item.Action == "keep" ? Paint.Dim : Paint.Yellow),
                    Words.Bytes(item.Bytes),
                    Words.OneLine(item.What, 60),
                    new Cell(Words.Harmless(item.Why), Paint.Dim)
                );
            terminal.Table(table);
        }
        var going = report.Items.Count(item => item.Action != "keep");
        terminal.Line(
            (going, report.Applied) switch
            {
                (0, _) => "Nothing to let go.",
                (_, true) =>
                    $"{Words.Count(going, "thing")} went, {Words.Bytes(report.Bytes)} freed.",
                _ =>
                    $"{Words.Count(going, "thing")} would go, {Words.Bytes(report.Bytes)}. Do it: forge gc --apply",
            }
        );
    }
}
