using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Groups;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge merge ID</c>: takes a run's work into its target branch, as one commit.</summary>
internal static class MergeCommand
{
    public static Command Create(Surroundings here)
    {
        var yes = Flags.Yes();
        yes.Description = "Of a group: do not ask; a person has decided it";
        var despite = new Option<string?>("--despite")
        {
            Description =
                "Of a group: merge although the gate is shut; the reason is kept in the log",
            HelpName = "reason",
        };
        var command = new Command(
            "merge",
            "Take the work of a run into its target branch as one commit, or that of a group into its plan's"
        )
        {
            yes,
            despite,
        };
        AttemptCommand.Act(
            command,
            here,
            async (parsed, client, run, ct) =>
            {
                if (parsed.GetValue(despite) is not null)
                    throw CommandFailed.Usage(
                        "--despite is for a group of a plan: forge merge PLAN/GROUP; a run has no gate"
                    );
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
            },
            (parsed, client, group, ct) =>
                new GroupMerge(here, client).DoAsync(
                    group,
                    parsed.GetValue(yes),
                    parsed.GetValue(despite),
                    ct
                )
        );
        return command;
    }
}
