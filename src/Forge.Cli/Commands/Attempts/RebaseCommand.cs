using System.CommandLine;
using Forge.Api;
using Forge.Cli.Attempts;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge rebase ID</c>: puts a run's work on top of what its target branch is now.</summary>
internal static class RebaseCommand
{
    public static Command Create(Surroundings here)
    {
        var onto = new Option<string?>("--onto")
        {
            Description = "Another branch, which becomes the run's target",
            HelpName = "branch",
        };
        var abort = new Option<bool>("--abort")
        {
            Description = "Give a stopped rebase up; all is as before it",
        };
        var goOn = new Option<bool>("--continue")
        {
            Description = "Go on after the conflicts are resolved in the worktree",
        };
        var command = new Command(
            "rebase",
            "Put a run's work on top of its target branch as it is now"
        )
        {
            onto,
            abort,
            goOn,
        };
        command.Validators.Add(result =>
        {
            var chosen =
                (result.GetValue(onto) is null ? 0 : 1)
                + (result.GetValue(abort) ? 1 : 0)
                + (result.GetValue(goOn) ? 1 : 0);
            if (chosen > 1)
                result.AddError("Only one of --onto, --abort and --continue can be given");
        });
        AttemptCommand.Act(
            command,
            here,
            async (parsed, client, run, ct) =>
            {
                var step =
                    parsed.GetValue(abort) ? "aborted"
                    : parsed.GetValue(goOn) ? "continued"
                    : "rebased";
                if (step != "rebased")
                    await RequireRebaseAsync(client, run, here.Name, ct);
                await DoAsync(client, run, step, parsed.GetValue(onto), here.Name, ct);
                var target = parsed.GetValue(onto) ?? run.Attempt.TargetBranch;
                return (
                    step == "aborted"
                        ? $"The rebase of {run.Short} is given up; its branch is as before"
                        : $"{run.Short} ({run.Task.Title}) now stands on {target}. Merge: {here.Name} merge {run.Short}",
                    new DoneJson(run.Id, step, target)
                );
            }
        );
        return command;
    }

    /// <summary>To go on with, or to give up, what was never begun would be a lie.</summary>
    private static async Task RequireRebaseAsync(
        ForgeClient client,
        KnownAttempt run,
        string forge,
        CancellationToken ct
    )
    {
        var status = await client.BranchStatusAsync(run.Id, ct);
        if (!status.IsRebaseInProgress && status.ConflictOp is null)
            throw new CommandFailed(
                ExitCodes.Conflict,
                $"No rebase of {run.Short} ({run.Task.Title}) is under way; {forge} rebase {run.Short} begins one"
            );
    }

    private static async Task DoAsync(
        ForgeClient client,
        KnownAttempt run,
        string step,
        string? onto,
        string forge,
        CancellationToken ct
    )
    {
        try
        {
            await (
                step switch
                {
                    "aborted" => client.AbortConflictsAsync(run.Id, ct),
                    "continued" => client.ContinueConflictsAsync(run.Id, ct),
                    _ => client.RebaseAsync(run.Id, new Rebase { NewBaseBranch = onto }, ct),
                }
            );
        }
        catch (ForgeError error) when (error.Conflict is { } conflict)
        {
            throw new CommandFailed(
                ExitCodes.Conflict,
                Conflicts.Text(error, conflict, run, "The rebase stands still", forge)
            );
        }
    }
}
