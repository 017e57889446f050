using System.CommandLine;
using Forge.Cli.Attempts;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge stop ID</c>: ends everything that runs in a run's worktree.</summary>
internal static class StopCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "stop",
            "Stop a run's agent and everything it started; its changes stay"
        );
        AttemptCommand.Act(
            command,
            here,
            async (_, client, run, ct) =>
            {
                var forge = here.Name;
                // Asked for in any case: what it started may still run, a dev server for example.
                await client.StopAsync(run.Id, ct);
                return run.State == AttemptState.Running
                    ? (
                        $"Stopped {run.Short} ({run.Task.Title}). Its changes stay: {forge} diff {run.Short}   Go on: {forge} resume {run.Short} \"…\"",
                        new DoneJson(run.Id, "stopped")
                    )
                    : (
                        $"{run.Short} ({run.Task.Title}) was not at work ({AttemptStates.Word(run.State)}); nothing was changed",
                        new DoneJson(run.Id, "stopped", "was not at work")
                    );
            }
        );
        return command;
    }
}
