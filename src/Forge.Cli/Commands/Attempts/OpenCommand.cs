using System.CommandLine;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge open ID</c>: prints a run's worktree and nothing else, for <c>cd "$(forge open x)"</c>.</summary>
internal static class OpenCommand
{
    public static Command Create(Surroundings here)
    {
        var id = Flags.Id(here);
        var command = new Command(
            "open",
            "Print the path of a run's worktree: cd \"$(forge open x)\""
        )
        {
            id,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var run = await AttemptList.FindAsync(
                    client,
                    parsed.GetRequiredValue(id),
                    here,
                    ct
                );
                if (run.Attempt is { ContainerRef: { } path, WorktreeDeleted: false })
                {
                    here.Terminal.Line(path);
                    return ExitCodes.Ok;
                }
                throw CommandFailed.NotFound(
                    $"The worktree of {run.Short} ({run.Task.Title}) is gone; its commits are on {run.Attempt.Branch}"
                );
            }
        );
        return command;
    }
}
