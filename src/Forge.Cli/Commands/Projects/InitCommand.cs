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
        var moved = new Option<string?>("--moved")
        {
            Description = "This is the repository of PROJECT, in a new place",
            HelpName = "PROJECT",
        };
        var command = new Command("init", "Make the repository you are in a project of Forge")
        {
            moved,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var root = await Repositories.RequireAsync(here.Directory, ct);
                await Repositories.RequireCommitAsync(root, ct);
                var client = await new Connection(here).OpenAsync(ct);
                if (parsed.GetValue(moved) is { } name)
                    return await FollowAsync(client, here, name, root, ct);
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

    private static async Task<int> FollowAsync(
        ForgeClient client,
        Surroundings here,
        string name,
        string root,
        CancellationToken ct
    )
    {
        var projects = await client.ProjectsAsync(ct);
        var project = ProjectList.Find(projects, name, here.Directory);
        var change = new UpdateProject { GitRepoPath = root };
        var now = await client.UpdateProjectAsync(project.Id, change, ct);
        here.Terminal.Line($"The project '{now.Name}' is at {now.GitRepoPath} now");
        return ExitCodes.Ok;
    }
}
