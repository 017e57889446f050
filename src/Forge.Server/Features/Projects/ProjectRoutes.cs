using System.Text.Json;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Git;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;
using Project = Forge.Core.Domain.Projects.Project;

namespace Forge.Server.Features.Projects;

internal static class ProjectRoutes
{
    public static void MapProjects(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Projects, List).For(RouteRule.Read).WithTags("projects");
        app.MapPost(Routes.Projects, Create).For(RouteRule.Operate).WithTags("projects");
        app.MapGet(Routes.Project, Get).For(RouteRule.Read).WithTags("projects");
        app.MapPut(Routes.Project, Update).For(RouteRule.Operate).WithTags("projects");
        app.MapDelete(Routes.Project, Delete).For(RouteRule.Operate).WithTags("projects");
        app.MapGet(Routes.ProjectBranches, ListBranches).For(RouteRule.Read).WithTags("projects");
        app.MapGet(Routes.ProjectSearch, Search).For(RouteRule.Read).WithTags("projects");
    }

    private static Envelope<IReadOnlyList<Api.Project>> List(Database database) =>
        Envelope.Of<IReadOnlyList<Api.Project>>([
            .. database.Read(ProjectRows.All).Select(p => p.ToWire()),
        ]);

    /// <summary>Does what the first who asks for all projects would else wait for.</summary>
    public static void Rehearse(Database database, JsonSerializerOptions json)
    {
        var list = List(database);
        JsonSerializer.SerializeToUtf8Bytes(list, json.GetTypeInfo(list.GetType()));
    }

    private static Envelope<Api.Project> Get(Guid id, Database database) =>
        Envelope.Of(database.Project(id).ToWire());

    private static async Task<Envelope<Api.Project>> Create(
        CreateProject body,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(body.Name))
            throw RuleBroken.Invalid("name: a project needs a name");
        InsistOnAbsolute(body.GitRepoPath);
        if (body.UseExistingRepo == false)
            await NewRepository.MakeAsync(body.GitRepoPath, ct).ConfigureAwait(false);
        var repo = await repositories.OpenAsync(body.GitRepoPath, ct).ConfigureAwait(false);
        var project = await database
            .WriteAsync(w => Insert(w, body, repo.Path), ct)
            .ConfigureAwait(false);
        return Envelope.Of(project.ToWire());
    }

    private static Project Insert(Writing w, CreateProject body, string path)
    {
        if (ProjectRows.FindByPath(w.Db, path) is not null)
            throw RuleBroken.Conflict("A project with this git repository path already exists");
        var project = new Project
        {
            Id = Guid.NewGuid(),
            Name = body.Name.Trim(),
            GitRepoPath = path,
            SetupScript = Text(body.SetupScript),
            DevScript = Text(body.DevScript),
            CleanupScript = Text(body.CleanupScript),
            CopyFiles = Text(body.CopyFiles),
            DefaultBaseBranch = Text(body.DefaultBaseBranch),
            CreatedAt = w.Now,
            UpdatedAt = w.Now,
        };
        ProjectRows.Insert(w, project);
        return project;
    }

    private static async Task<Envelope<Api.Project>> Update(
        Guid id,
        UpdateProject body,
        Database database,
        ProjectMoves moves,
        CancellationToken ct
    )
    {
        var path = Text(body.GitRepoPath);
        if (path is not null)
        {
            InsistOnAbsolute(path);
            path = await moves.FollowAsync(database.Project(id), path, ct).ConfigureAwait(false);
        }
        database.Project(id);
        await database.WriteAsync(w => Change(w, id, body, path), ct).ConfigureAwait(false);
        return Envelope.Of(database.Project(id).ToWire());
    }

    private static void Change(Writing w, Guid id, UpdateProject body, string? path)
    {
        var old =
            ProjectRows.Find(w.Db, id) ?? throw RuleBroken.NotFound($"There is no project {id}");
        if (path is not null && ProjectRows.FindByPath(w.Db, path) is { } other && other.Id != id)
            throw RuleBroken.Conflict("A project with this git repository path already exists");
        ProjectRows.Update(
            w,
            old with
            {
                Name = Text(body.Name) ?? old.Name,
                GitRepoPath = path ?? old.GitRepoPath,
                SetupScript = Changed(body.SetupScript, old.SetupScript),
                DevScript = Changed(body.DevScript, old.DevScript),
                CleanupScript = Changed(body.CleanupScript, old.CleanupScript),
                CopyFiles = Changed(body.CopyFiles, old.CopyFiles),
                DefaultBaseBranch = Changed(body.DefaultBaseBranch, old.DefaultBaseBranch),
            }
        );
    }

    private static async Task<Envelope<System.Text.Json.Nodes.JsonNode>> Delete(
        Guid id,
        Database database,
        Discards discards,
        CancellationToken ct
    )
    {
        database.Project(id);
        foreach (var task in database.Read(db => TaskSummaryRows.OfProject(db, id)))
            await discards.DeleteTaskAsync(task.Task, ct).ConfigureAwait(false);
        await database.WriteAsync(w => ProjectRows.Delete(w, id), ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<IReadOnlyList<Branch>>> ListBranches(
        Guid id,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var repo = await repositories
            .OpenAsync(database.Project(id).GitRepoPath, ct)
            .ConfigureAwait(false);
        var branches = await Branches.ListAsync(repo, ct).ConfigureAwait(false);
        return Envelope.Of<IReadOnlyList<Branch>>([
            .. branches.Select(b => new Branch
            {
                Name = b.Name,
                IsCurrent = b.IsCurrent,
                IsRemote = b.IsRemote,
                LastCommitDate = b.LastCommit,
            }),
        ]);
    }

    private static async Task<Envelope<IReadOnlyList<SearchResult>>> Search(
        Guid id,
        string? q,
        string? mode,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var repo = await repositories
            .OpenAsync(database.Project(id).GitRepoPath, ct)
            .ConfigureAwait(false);
        var found = await FileSearch.FindAsync(repo, q ?? "", mode, ct).ConfigureAwait(false);
        return Envelope.Of(found);
    }

    // Else it would be understood from wherever the server was started, which may well be somebody's repository.
    private static void InsistOnAbsolute(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            throw RuleBroken.Invalid(
                $"git_repo_path: '{Parameters.Short(path)}' is not absolute; give the whole path, from /"
            );
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string? Changed(string? given, string? old) => given is null ? old : Text(given);
}
