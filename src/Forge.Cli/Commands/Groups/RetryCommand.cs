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
            {
                var now = await client.RetryGroupAsync(group.PlanId, group.Group.Id, ct);
                var deed = GroupAct.Done(group, "Began again with", now);
                return now.State != "cancelled"
                    ? deed
                    : deed with
                    {
                        Text =
                            $"{group.Name} ({group.Group.Title}) begins again when the plan, which is cancelled, goes on: {here.Name} plan resume {now.Plan}",
                    };
            }
        );
        return command;
    }
}
