namespace Forge.Api;

public sealed partial class ForgeClient
{
    public Task<BranchStatus> BranchStatusAsync(Guid id, CancellationToken ct) =>
        GetAsync(Of(Routes.AttemptBranchStatus, id), ForgeJson.Wire.EnvelopeBranchStatus, ct);

    /// <summary>Squashes the attempt onto its target. 409 with <see cref="ForgeError.Conflict"/> when edits overlap; nothing moved then.</summary>
    public Task MergeAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptMerge, id), null, ct);

    /// <summary>409 with <see cref="ForgeError.Conflict"/>: the rebase stands still in the worktree.</summary>
    public Task RebaseAsync(Guid id, Rebase request, CancellationToken ct) =>
        DoAsync(
            HttpMethod.Post,
            Of(Routes.AttemptRebase, id),
            Body(request, ForgeJson.Wire.Rebase),
            ct
        );

    public Task AbortConflictsAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptConflictsAbort, id), null, ct);

    public Task ContinueConflictsAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptConflictsContinue, id), null, ct);

    public Task PushAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Post, Of(Routes.AttemptPush, id), null, ct);

    public Task<ChangedTarget> ChangeTargetAsync(Guid id, string branch, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Of(Routes.AttemptChangeTarget, id),
            Body(new ChangeTarget { NewTargetBranch = branch }, ForgeJson.Wire.ChangeTarget),
            ForgeJson.Wire.EnvelopeChangedTarget,
            ct
        );

    public Task<CommitInfo> CommitInfoAsync(Guid id, string sha, CancellationToken ct) =>
        GetAsync(
            Query(Of(Routes.AttemptCommitInfo, id), ("sha", sha)),
            ForgeJson.Wire.EnvelopeCommitInfo,
            ct
        );

    public Task<CommitCompare> CommitCompareAsync(Guid id, string sha, CancellationToken ct) =>
        GetAsync(
            Query(Of(Routes.AttemptCommitCompare, id), ("sha", sha)),
            ForgeJson.Wire.EnvelopeCommitCompare,
            ct
        );

    /// <summary>The changed files as they are now.</summary>
    public Task<IReadOnlyList<Diff>> DiffAsync(Guid id, bool statsOnly, CancellationToken ct) =>
        GetAsync(
            Query(Of(Routes.AttemptDiff, id), ("stats_only", statsOnly ? "true" : "false")),
            ForgeJson.Wire.EnvelopeIReadOnlyListDiff,
            ct
        );

    /// <summary>All that changed as one patch, in bytes: binary contents, modes and links are in it.</summary>
    public async Task<byte[]> PatchAsync(Guid id, CancellationToken ct)
    {
        var (response, bytes) = await WholeAsync(
                HttpMethod.Get,
                Of(Routes.AttemptPatch, id),
                null,
                ct
            )
            .ConfigureAwait(false);
        using var answer = response;
        return response.IsSuccessStatusCode
            ? bytes
            : throw Refused(response.StatusCode, bytes, response.RequestMessage);
    }
}
