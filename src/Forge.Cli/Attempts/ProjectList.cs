using Forge.Api;
using Forge.Cli.Machine;

namespace Forge.Cli.Attempts;

/// <summary>Which project a command is about.</summary>
internal static class ProjectList
{
    /// <summary>By id, unique prefix of it, name or path; anything else ends the command with a text.</summary>
    public static Project Find(IReadOnlyList<Project> projects, string text, string directory)
    {
        var path = Path.GetFullPath(text, directory).TrimEnd('/');
        var exact = projects
            .Where(one =>
                one.GitRepoPath == path || Same(one.Name, text) || Same(one.Id.ToString(), text)
            )
            .ToList();
        var matches =
            exact.Count > 0
                ? exact
                :
                [
                    .. projects.Where(one =>
                        one.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)
                    ),
                ];
        return matches switch
        {
            [var only] => only,
            [] => throw CommandFailed.NotFound(
                $"There is no project '{text}'; forge init makes one of a repository"
            ),
            _ => throw CommandFailed.Usage(
                $"'{text}' could be any of these projects; name the path:\n"
                    + string.Join('\n', matches.Select(one => $"  {one.Id}  {one.GitRepoPath}"))
            ),
        };
    }

    /// <summary>The project named, else that of the repository here, registered if it is not yet.</summary>
    public static async Task<(Project Project, bool IsNew)> RequireAsync(
        ForgeClient client,
        string? named,
        Surroundings here,
        CancellationToken ct
    )
    {
        var projects = await client.ProjectsAsync(ct).ConfigureAwait(false);
        if (named is not null)
            return (Find(projects, named, here.Directory), false);
        var root = await Repositories.RequireAsync(here.Directory, ct).ConfigureAwait(false);
        if (projects.FirstOrDefault(one => one.GitRepoPath == root) is { } known)
            return (known, false);
        await Repositories.RequireCommitAsync(root, ct).ConfigureAwait(false);
        var request = new CreateProject
        {
            Name = Path.GetFileName(root),
            GitRepoPath = root,
            UseExistingRepo = true,
        };
        return (await client.CreateProjectAsync(request, ct).ConfigureAwait(false), true);
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
