using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge clear PLAN[/GROUP]</c>: a person looked at what broke the rules, and the gate may open again.</summary>
internal static class ClearCommand
{
    public static Command Create(Surroundings here)
    {
        var reason = Flags.Reason("What you found; it is kept in the plan's log", required: true);
        var command = new Command(
            "clear",
            "Say that you looked at the violations of a plan or a group, so that its gate can open"
        )
        {
            reason,
        };
        EitherAct.Act(
            command,
            here,
            async (parsed, client, subject, ct) =>
                new Deed(
                    $"Cleared the violations of {subject.Name}",
                    await client.ClearViolationsAsync(
                        subject.Plan,
                        new ClearViolations
                        {
                            Group = subject.Group?.Group.Id,
                            Reason = parsed.GetRequiredValue(reason),
                        },
                        ct
                    )
                )
        );
        return command;
    }
}
