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
                var root = await Repositories.RequireAsync(here.Directory, ct);
                await Repositories.RequireCommitAsync(root, ct);
                var client = await new Connection(here).OpenAsync(ct);
                var (project, isNew) = await ProjectList.RequireAsync(client, null, here, ct);
                here.Terminal.Line(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(project, ForgeJson.Wire.Project)
                    : isNew
                        ? $"{project.GitRepoPath} is now the project '{project.Name}'. Next: {here.Name} run \"…\""
                    : $"{project.GitRepoPath} is the project '{project.Name}' already. Next: {here.Name} run \"…\""
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
