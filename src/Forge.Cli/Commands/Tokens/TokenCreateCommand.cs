using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Tokens;

/// <summary><c>forge token create NAME --role ROLE</c>: prints the new token, and nothing else, to standard output.</summary>
internal static class TokenCreateCommand
{
    public static Command Create(Surroundings here)
    {
        var name = new Argument<string>("name")
        {
            Description = "What to call it, such as whom it is for",
        };
        var (role, attempt, expires) = (Role(), Attempt(here), Expires());
        var json = Flags.Json();
        var command = new Command("create", "Make a token and print it: it is shown this once")
        {
            name,
            role,
            attempt,
            expires,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var ends = parsed.GetValue(expires) is { } text
                    ? here.Now + Expiry.Parse(text)
                    : (DateTimeOffset?)null;
                var wanted = Enum.Parse<TokenRole>(parsed.GetRequiredValue(role), ignoreCase: true);
                Insist(wanted, parsed.GetValue(attempt));
                var client = await new Connection(here).OpenAsync(ct);
                var run = parsed.GetValue(attempt) is { } named
                    ? await AttemptList.FindAsync(client, named, here, ct)
                    : null;
                var made = await client.CreateTokenAsync(
                    new CreateToken
                    {
                        Name = parsed.GetRequiredValue(name),
                        Role = wanted,
                        AttemptId = run?.Id,
                        ExpiresAt = ends,
                    },
                    ct
                );
                if (parsed.GetValue(json))
                    here.Terminal.Line(JsonSerializer.Serialize(made, ForgeJson.Wire.CreatedToken));
                else
                    Print(here, made);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static Option<string> Role()
    {
        var role = new Option<string>("--role")
        {
            Description =
                "viewer reads everything but secrets; agent reads one attempt; operator may do all",
            HelpName = "role",
            Required = true,
        };
        role.AcceptOnlyFromAmong("viewer", "agent", "operator");
        return role;
    }

    private static Option<string?> Attempt(Surroundings here) =>
        new("--attempt")
        {
            Description = "The run that an agent's token is for",
            HelpName = "id",
            CompletionSources = { context => RunNames.Complete(here, context.WordToComplete) },
        };

    private static Option<string?> Expires() =>
        new("--expires")
        {
            Description = "After how long it counts no more, such as 12h or 30d (default: never)",
            HelpName = "time",
        };

    private static void Insist(TokenRole role, string? attempt)
    {
        if (role == TokenRole.Agent && attempt is null)
            throw CommandFailed.Usage("An agent's token is for one run: name it with --attempt");
        if (role != TokenRole.Agent && attempt is not null)
            throw CommandFailed.Usage("--attempt goes with --role agent");
    }

    /// <summary>Standard output is the token alone, for <c>$(forge token create …)</c>; the rest is for the person.</summary>
    private static void Print(Surroundings here, CreatedToken made)
    {
        here.Terminal.Line(made.Secret);
        here.Terminal.Note(
            $"This is shown once. It is used as FORGE_TOKEN, with FORGE_URL, or as 'Authorization: Bearer …'; {TokenText.Expires(made.Token)}. Take it back: {here.Name} token revoke {Words.Short(made.Token.Id)}"
        );
    }
}
