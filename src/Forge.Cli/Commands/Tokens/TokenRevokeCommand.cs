using System.CommandLine;
using System.Text.Json;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Tokens;

/// <summary><c>forge token revoke NAME|ID</c>: from now on it opens nothing.</summary>
internal static class TokenRevokeCommand
{
    public static Command Create(Surroundings here)
    {
        var token = new Argument<string>("token")
        {
            HelpName = "token",
            Description = "A token: its name, its id, or a unique beginning of the id",
            CompletionSources = { _ => TokenNames.Complete(here) },
        };
        var json = Flags.Json();
        var command = new Command(
            "revoke",
            "Take a token back: it opens nothing any more, and what it watches ends at once"
        )
        {
            token,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var known = await client.TokensAsync(revoked: false, ct);
                var found = TokenNames.Find(known, parsed.GetRequiredValue(token), here.Name);
                await client.RevokeTokenAsync(found.Id, ct);
                here.Terminal.Line(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(
                            new DoneJson(found.Id, "revoked", found.Name),
                            CliJson.Default.DoneJson
                        )
                        : $"Revoked {Words.Short(found.Id)} ({TokenText.NameOf(found)})"
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
