using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary>The frame of the commands that do one thing to one run and say that it is done.</summary>
internal static class AttemptCommand
{
    /// <param name="act">Does it; the text is for people, the word for programs.</param>
    public static void Act(
        Command command,
        Surroundings here,
        Func<
            ParseResult,
            ForgeClient,
            KnownAttempt,
            CancellationToken,
            Task<(string Text, DoneJson Done)>
        > act
    )
    {
        var (id, json) = (Flags.Id(here), Flags.Json());
        command.Arguments.Insert(0, id);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
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
