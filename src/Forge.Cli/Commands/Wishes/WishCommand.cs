using System.CommandLine;

namespace Forge.Cli.Commands.Wishes;

/// <summary><c>forge wish</c>: new wishes, what documents say, and what is wrong with them. No server is needed.</summary>
internal static class WishCommand
{
    public static Command Create(Surroundings here) =>
        new("wish", "Make, read and check wishes, plans and task lists; needs no server")
        {
            Subcommands =
            {
                NewCommand.Create(here),
                ShowCommand.Create(here),
                LintCommand.Create(here),
            },
        };

    public static Option<string?> GroupsFrom() =>
        new("--groups-from")
        {
            Description =
                "What the document calls its groups, where that is not \"group\": phase, task, workstream …",
            HelpName = "word",
        };
}
