using System.CommandLine;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge retry PLAN/GROUP</c>: a new attempt from what is merged now.</summary>
internal static class RetryCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "retry",
            "Begin a group again from what is merged now; its old run is kept until it is cleaned"
        );
        GroupAct.Act(
            command,
            here,
            async (_, client, group, ct) =>
                GroupAct.Done(
                    group,
                    "Began again with",
                    await client.RetryGroupAsync(group.PlanId, group.Group.Id, ct)
                )
        );
        return command;
    }
}
