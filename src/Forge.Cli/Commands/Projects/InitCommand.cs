using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Machine;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Projects;

/// <summary><c>forge init</c>: makes the repository here a project.</summary>
internal static class InitCommand
{
    public static Command Create(Surroundings here)
    {
        var json = Flags.Json();
        var command = new Command("init", "Make the repository you are in a project of Forge")
        {
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                await RequireCommitAsync(here, ct);
                var client = await new Connection(here).OpenAsync(ct);
                var (project, isNew) = await ProjectList.RequireAsync(client, null, here, ct);
                here.Terminal.Line(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(project, ForgeJson.Wire.Project)
                    : isNew
                        ? $"{project.GitRepoPath} is now the project '{project.Name}'. Next: forge run \"…\""
                    : $"{project.GitRepoPath} is the project '{project.Name}' already. Next: forge run \"…\""
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>Worktrees are cut from a commit; said here, it is said before the first prompt is typed.</summary>
    private static async Task RequireCommitAsync(Surroundings here, CancellationToken ct)
    {
        var root = await Repositories.RequireAsync(here.Directory, ct);
        var head = await Repositories.GitAsync(
            root,
            ct,
            "rev-parse",
            "--verify",
            "--quiet",
            "HEAD"
        );
        if (head.ExitCode != 0)
            throw new CommandFailed(
                ExitCodes.Failed,
                $"{root} has no commit yet; make one: git commit --allow-empty -m 'Start'"
            );
    }
}
