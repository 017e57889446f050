namespace Forge.Api;

public sealed partial class ForgeClient
{
    public Task<IReadOnlyList<TaskWithStatus>> TasksAsync(Guid projectId, CancellationToken ct) =>
        GetAsync(
            Query(Routes.Tasks, ("project_id", projectId.ToString())),
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskWithStatus,
            ct
        );

    public Task<WorkTask> TaskAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.Task, id), ForgeJson.Wire.EnvelopeWorkTask, ct);

    public Task<WorkTask> CreateTaskAsync(CreateTask task, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Tasks,
            Body(task, ForgeJson.Wire.CreateTask),
            ForgeJson.Wire.EnvelopeWorkTask,
            ct
        );

    public Task<WorkTask> UpdateTaskAsync(Guid id, UpdateTask change, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Put,
            Of(Routes.Task, id),
            Body(change, ForgeJson.Wire.UpdateTask),
            ForgeJson.Wire.EnvelopeWorkTask,
            ct
        );

    public Task DeleteTaskAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Delete, Of(Routes.Task, id), null, ct);

    public Task<StartedTask> CreateAndStartAsync(CreateAndStart request, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.TaskCreateAndStart,
            Body(request, ForgeJson.Wire.CreateAndStart),
            ForgeJson.Wire.EnvelopeStartedTask,
            ct
        );
}
