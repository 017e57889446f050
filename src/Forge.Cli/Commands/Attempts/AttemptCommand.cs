using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary>The frame of the commands that do one thing to one run and say that it is done.</summary>
internal static class AttemptCommand
{
    /// <param name="act">Does it; the text is for people, the word for programs.</param>
    /// <param name="group">Does it to a group of a plan, where the word names one. Null: to the group's run.</param>
    public static void Act(
        Command command,
        Surroundings here,
        Func<
            ParseResult,
            ForgeClient,
            KnownAttempt,
            CancellationToken,
            Task<(string Text, DoneJson Done)>
        > act,
        Func<ParseResult, ForgeClient, KnownGroup, CancellationToken, Task<Deed>>? group = null
    )
    {
        var (id, json) = (Flags.Id(here), Flags.Json());
        command.Arguments.Insert(0, id);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                if (
                    group is not null
                    && await PlanList.TryGroupAsync(client, parsed.GetRequiredValue(id), here, ct)
                        is { } known
                )
                    return (await group(parsed, client, known, ct)).Tell(
                        here,
                        parsed.GetValue(json)
                    );
                var run = await AttemptList.FindAsync(
                    client,
                    parsed.GetRequiredValue(id),
                    here,
                    ct
                );
                var (text, done) = await act(parsed, client, run, ct);
                here.Terminal.Line(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(done, CliJson.Default.DoneJson)
                        : text
                );
                return ExitCodes.Ok;
            }
        );
    }
}
