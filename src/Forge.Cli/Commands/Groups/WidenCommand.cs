using System.CommandLine;
using Forge.Api;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge widen PLAN/GROUP PATTERN…</c>: more files are the group's own.</summary>
internal static class WidenCommand
{
    public static Command Create(Surroundings here)
    {
        var files = new Argument<string[]>("pattern")
        {
            Description = "Paths and globs that are the group's, too: 'src/login/**'",
            Arity = ArgumentArity.OneOrMore,
        };
        var reason = Flags.Reason("Why; it is kept in the plan's log", required: false);
        var command = new Command(
            "widen",
            "Let a group change more files than it declared; it is written into the log"
        )
        {
            files,
            reason,
        };
        GroupAct.Act(
            command,
            here,
            async (parsed, client, group, ct) =>
                GroupAct.Done(
                    group,
                    "Widened",
                    await client.WidenGroupAsync(
                        group.PlanId,
                        group.Group.Id,
                        new WidenGroup
                        {
                            Files = parsed.GetRequiredValue(files),
                            Reason = parsed.GetValue(reason),
                        },
                        ct
                    )
                )
        );
        return command;
    }
}
