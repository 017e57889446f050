namespace Forge.Api;

public sealed partial class ForgeClient
{
    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<ExecutionProcess>> ProcessesAsync(
        Guid attemptId,
        bool showDropped,
        CancellationToken ct
    ) =>
        GetAsync(
            Query(
                Routes.Processes,
                ("task_attempt_id", attemptId.ToString()),
                ("show_soft_deleted", showDropped ? "true" : "false")
            ),
            ForgeJson.Wire.EnvelopeIReadOnlyListExecutionProcess,
            ct
        );

    public Task<ExecutionProcess> ProcessAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.Process, id), ForgeJson.Wire.EnvelopeExecutionProcess, ct);

    public Task StopProcessAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.ProcessStop, id), null, ct);

    public Task<ApprovalStatus> RespondAsync(
        string approvalId,
        ApprovalResponse response,
        CancellationToken ct
    ) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Fill(Routes.ApprovalRespond, approvalId),
            Body(response, ForgeJson.Wire.ApprovalResponse),
            ForgeJson.Wire.EnvelopeApprovalStatus,
            ct
        );
}
