namespace Forge.Api;

public sealed partial class ForgeClient
{
    /// <summary>Newest first; null lists those of all tasks.</summary>
    public Task<IReadOnlyList<TaskAttempt>> AttemptsAsync(Guid? taskId, CancellationToken ct) =>
        GetAsync(
            Query(Routes.Attempts, ("task_id", taskId?.ToString())),
            ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt,
            ct
        );

    public Task<TaskAttempt> AttemptAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.Attempt, id), ForgeJson.Wire.EnvelopeTaskAttempt, ct);

    public Task<TaskAttempt> CreateAttemptAsync(CreateAttempt request, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Attempts,
            Body(request, ForgeJson.Wire.CreateAttempt),
            ForgeJson.Wire.EnvelopeTaskAttempt,
            ct
        );

    public Task<ExecutionProcess> FollowUpAsync(Guid id, FollowUp request, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Of(Routes.AttemptFollowUp, id),
            Body(request, ForgeJson.Wire.FollowUp),
            ForgeJson.Wire.EnvelopeExecutionProcess,
            ct
        );

    public Task<ReplacedProcess> ReplaceProcessAsync(
        Guid id,
        ReplaceProcess request,
        CancellationToken ct
    ) =>
        SendAsync(
            HttpMethod.Post,
            Of(Routes.AttemptReplaceProcess, id),
            Body(request, ForgeJson.Wire.ReplaceProcess),
            ForgeJson.Wire.EnvelopeReplacedProcess,
            ct
        );

    /// <summary>Stops everything that runs in the attempt. An idle attempt is no error.</summary>
    public Task StopAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptStop, id), null, ct);

    /// <summary>Gives the work up; a snapshot is kept.</summary>
    public Task<Discarded> DiscardAsync(Guid id, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Of(Routes.AttemptDiscard, id),
            null,
            ForgeJson.Wire.EnvelopeDiscarded,
            ct
        );

    public Task StartDevServerAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptStartDevServer, id), null, ct);

    public Task DeleteFileAsync(Guid id, string path, CancellationToken ct) =>
        DoAsync(
            HttpMethod.Post,
            Query(Of(Routes.AttemptDeleteFile, id), ("file_path", path)),
            null,
            ct
        );

    public Task<AttemptChildren> ChildrenAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.AttemptChildren, id), ForgeJson.Wire.EnvelopeAttemptChildren, ct);
}
