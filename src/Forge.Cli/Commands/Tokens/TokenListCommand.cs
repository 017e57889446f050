using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Tokens;

/// <summary><c>forge token list</c>: who may come in, and as what.</summary>
internal static class TokenListCommand
{
    public static Command Create(Surroundings here)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Also those that were revoked" };
        var json = Flags.Json();
        var command = new Command(
            "list",
            "Show the tokens that count, also those that agents at work have"
        )
        {
            all,
            json,
        };
        command.Aliases.Add("ls");
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var tokens = await client.TokensAsync(parsed.GetValue(all), ct);
                if (parsed.GetValue(json))
                    here.Terminal.Line(
                        JsonSerializer.Serialize(tokens, ForgeJson.Wire.IReadOnlyListApiToken)
                    );
                else if (tokens.Count == 0)
                    here.Terminal.Line(
                        $"No tokens but the one in the state directory, which is yours. Make one: {here.Name} token create NAME --role viewer"
                    );
                else
                    here.Terminal.Table(TokenText.Table(tokens, here.Now));
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
