using System.CommandLine;

namespace Forge.Cli.Commands.Tokens;

/// <summary><c>forge token</c>: what others may do with this server.</summary>
internal static class TokenCommand
{
    public static Command Create(Surroundings here) =>
        new("token", "Hand out, see and take back tokens: what others may do with this server")
        {
            Subcommands =
            {
                TokenCreateCommand.Create(here),
                TokenListCommand.Create(here),
                TokenRevokeCommand.Create(here),
            },
        };
}
