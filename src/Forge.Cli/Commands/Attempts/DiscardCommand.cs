using System.CommandLine;
using Forge.Cli.Commands.Groups;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge discard ID</c>: gives a run's work up, keeping a snapshot.</summary>
internal static class DiscardCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "discard",
            "Give the work of a run or a group up: stop it and let its worktree go; a snapshot is kept"
        );
        AttemptCommand.Act(
            command,
            here,
            async (_, client, run, ct) =>
            {
                var gone = await client.DiscardAsync(run.Id, ct);
                var kept = gone.SnapshotRef is { } snapshot
                    ? $"Everything that was in it is kept for a while: git show {snapshot}"
                    : $"Its commits are on {gone.Branch}";
                return (
                    $"Discarded {run.Short} ({run.Task.Title}). {kept}",
                    new DoneJson(run.Id, "discarded", gone.SnapshotRef ?? gone.Branch)
                );
            },
            async (_, client, group, ct) =>
                GroupAct.Done(
                    group,
                    "Gave up the work of",
                    await client.DiscardGroupAsync(group.PlanId, group.Group.Id, ct)
                )
        );
        return command;
    }
}
