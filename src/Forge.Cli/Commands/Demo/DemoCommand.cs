using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Demo;

/// <summary><c>forge demo</c>: a whole wish of a small real repository, with an agent that needs no key; people merge here, too.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings here)
    {
        var yes = Flags.Yes();
        var json = Flags.Json("Print the plan as JSON when it is delivered, and nothing else");
        var command = new Command(
            "demo",
            "A whole wish of a small sample: five groups in three waves; needs no key and no network"
        )
        {
            yes,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
                await RunAsync(here, parsed.GetValue(yes), parsed.GetValue(json), ct)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Surroundings here,
        bool yes,
        bool json,
        CancellationToken ct
    )
    {
        Insist(here, yes);
        var connection = new Connection(here);
        var repository = await DemoRepository.MakeAsync(connection.State, ct);
        var planned = await DemoPlan.MakeAsync(here with { Directory = repository }, ct);
        var client = await connection.OpenAsync(ct);
        var shown = json ? Silent : here.Terminal;
        DemoEnds.Introduce(shown, planned, repository, client.Address);
        var plan = await planned.StartAsync(client, ct);
        var story = new DemoStory(shown, here.Time, here.Name);
        var person = new DemoPerson(here, client, story, yes);
        try
        {
            var ended = await new DemoRun(here, client, story, person).ToItsEndAsync(plan, ct);
            if (json)
                here.Terminal.Line(JsonSerializer.Serialize(ended, ForgeJson.Wire.PlanStatus));
            else
                await new DemoEnds(here, client).CloseAsync(ended, repository, ct);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            here.Terminal.Note(
                $"\nThe plan goes on. In {repository}: {here.Name} status {plan.Plan} --live"
            );
            return ExitCodes.Interrupted;
        }
    }

    private static Terminal Silent => new(TextWriter.Null, TextWriter.Null, false, false, () => 80);

    /// <summary>Before anything is made.</summary>
    private static void Insist(Surroundings here, bool yes)
    {
        if (here.Variable("FORGE_URL") is { } remote)
            throw CommandFailed.Usage(
                $"The demo runs on this machine's server, but FORGE_URL names {remote}; unset it"
            );
        Consent.Insist(
            here,
            yes,
            "Merging each of the five groups, and delivering them into main,"
        );
    }
}
