using System.CommandLine;

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
                await client.StopAsync(run.Id, ct);
                return (
                    $"Stopped {run.Short} ({run.Task.Title}). Its changes stay: forge diff {run.Short}   Go on: forge resume {run.Short} \"…\"",
                    new DoneJson(run.Id, "stopped")
                );
            }
        );
        return command;
    }
}
