using System.CommandLine;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge rehearse PLAN/GROUP</c>: what merging would make, and whether it holds, without merging.</summary>
internal static class RehearseCommand
{
    public static Command Create(Surroundings here)
    {
        var (name, json) = (Flags.Group(here), Flags.Json());
        var command = new Command(
            "rehearse",
            "Try a group's merge without merging: the tree it would make, and its validation"
        )
        {
            name,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var group = await PlanList.GroupAsync(
                    client,
                    parsed.GetRequiredValue(name),
                    here,
                    ct
                );
                var said = await client.RehearseGroupAsync(group.PlanId, group.Group.Id, ct);
                ReportCommand.Print(here, said, parsed.GetValue(json));
                return said.Verdict == "blocked" ? ExitCodes.Failed : ExitCodes.Ok;
            }
        );
        return command;
    }
}
