using System.CommandLine;
using Forge.Api;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge merge ID</c>: takes a run's work into its target branch, as one commit.</summary>
internal static class MergeCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "merge",
            "Take a run's work into its target branch, as one commit"
        );
        AttemptCommand.Act(
            command,
            here,
            async (_, client, run, ct) =>
            {
                try
                {
                    await client.MergeAsync(run.Id, ct);
                }
                catch (ForgeError error) when (error.Conflict is { } conflict)
                {
                    throw new CommandFailed(
                        ExitCodes.Conflict,
                        Conflicts.Text(error, conflict, run, "Nothing was merged", here.Name)
                    );
                }
                var status = await client.BranchStatusAsync(run.Id, ct);
                var commit = status
                    .Merges.OfType<DirectMerge>()
                    .MaxBy(merge => merge.CreatedAt)
                    ?.MergeCommit;
                return (
                    $"Merged '{run.Task.Title}' into {run.Attempt.TargetBranch}{(commit is null ? "" : $" as {commit[..Math.Min(10, commit.Length)]}")}",
                    new DoneJson(run.Id, "merged", commit)
                );
            }
        );
        return command;
    }
}
