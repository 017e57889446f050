using System.CommandLine;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge revert PLAN/GROUP</c>: undoes a merge by a commit of its own.</summary>
internal static class RevertCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "revert",
            "Undo a group's merge by a new commit; what depends on it becomes stale"
        );
        GroupAct.Act(
            command,
            here,
            async (_, client, group, ct) =>
                GroupAct.Done(
                    group,
                    "Undid the merge of",
                    await client.RevertGroupAsync(group.PlanId, group.Group.Id, ct)
                )
        );
        return command;
    }
}
