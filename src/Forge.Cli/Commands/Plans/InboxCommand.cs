using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge inbox</c>: what waits for a person, what it unblocks first.</summary>
internal static class InboxCommand
{
    public static Command Create(Surroundings here)
    {
        var json = Flags.Json();
        var command = new Command("inbox", "Show what waits for you, what holds up most first")
        {
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var items = await client.InboxAsync(ct);
                if (parsed.GetValue(json))
                    here.Terminal.Line(
                        JsonSerializer.Serialize(items, ForgeJson.Wire.IReadOnlyListInboxItem)
                    );
                else if (items.Count == 0)
                    here.Terminal.Line("Nothing waits for you.");
                else
                    foreach (var line in PlanTables.Inbox(items, here.Terminal, here.Now))
                        here.Terminal.Line(line);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>The first few, below something else.</summary>
    public static void Summarise(Surroundings here, IReadOnlyList<InboxItem> items)
    {
        const int most = 3;
        if (items.Count == 0)
            return;
        here.Terminal.Line();
        here.Terminal.Line(
            here.Terminal.In(Paint.Bold, $"{Words.Count(items.Count, "thing")} for you")
        );
        foreach (var line in PlanTables.Inbox([.. items.Take(most)], here.Terminal, here.Now))
            here.Terminal.Line(line);
        if (items.Count > most)
            here.Terminal.Line($"  … and {items.Count - most} more: {here.Name} inbox");
    }
}
