namespace Forge.Api;

public sealed partial class ForgeClient
{
    public Task<IReadOnlyList<Project>> ProjectsAsync(CancellationToken ct) =>
        GetAsync(Routes.Projects, ForgeJson.Wire.EnvelopeIReadOnlyListProject, ct);

    public Task<Project> ProjectAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.Project, id), ForgeJson.Wire.EnvelopeProject, ct);

    public Task<Project> CreateProjectAsync(CreateProject project, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Projects,
            Body(project, ForgeJson.Wire.CreateProject),
            ForgeJson.Wire.EnvelopeProject,
            ct
        );

    public Task<Project> UpdateProjectAsync(Guid id, UpdateProject change, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Put,
            Of(Routes.Project, id),
            Body(change, ForgeJson.Wire.UpdateProject),
            ForgeJson.Wire.EnvelopeProject,
            ct
        );

    public Task DeleteProjectAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Delete, Of(Routes.Project, id), null, ct);

    public Task<IReadOnlyList<Branch>> BranchesAsync(Guid projectId, CancellationToken ct) =>
        GetAsync(
            Of(Routes.ProjectBranches, projectId),
            ForgeJson.Wire.EnvelopeIReadOnlyListBranch,
            ct
        );

    public Task<IReadOnlyList<SearchResult>> SearchAsync(
        Guid projectId,
        string query,
        CancellationToken ct
    ) =>
        GetAsync(
            Query(Of(Routes.ProjectSearch, projectId), ("q", query)),
            ForgeJson.Wire.EnvelopeIReadOnlyListSearchResult,
            ct
        );
}
