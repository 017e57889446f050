using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Projects;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>
/// How many prepared worktrees a project has, and at which commit: as many as the operator wants, at the tip of the
/// branch that its last attempt was made for; none for a project that was not used for a week.
/// </summary>
internal sealed class PreparedCare(RunningParts parts)
{
    private static readonly TimeSpan Idle = TimeSpan.FromDays(7);

    /// <summary>Brings a project's prepared worktrees to what they should be. Returns those that were made.</summary>
    public async Task<IReadOnlyList<PreparedWorktree>> TendAsync(
        Project project,
        CancellationToken ct
    )
    {
        var repo = await parts
            .Repositories.OpenAsync(project.GitRepoPath, ct)
            .ConfigureAwait(false);
        await ClearAsync(repo, ct).ConfigureAwait(false);
        var newest = parts.Database.Read(db => AttemptRows.NewestOf(db, project.Id));
        var commit = await TipAsync(project, newest, repo, ct).ConfigureAwait(false);
        var most = commit is null || IsIdle(project, newest) ? 0 : parts.Options.PreparedWorktrees;
        var kept = 0;
        foreach (var one in parts.Prepared.Of(repo))
            if (
                kept < most
                && await parts.Prepared.RenewAsync(repo, one, commit!, ct).ConfigureAwait(false)
            )
                kept++;
            else
                await PreparedWorktrees.RemoveAsync(repo, one.Path, ct).ConfigureAwait(false);
        return await MakeAsync(repo, commit, most - kept, ct).ConfigureAwait(false);
    }

    /// <summary>The projects that have some.</summary>
    public IReadOnlyList<Guid> Having()
    {
        var folders = parts.Prepared.Folders();
        return folders.Count == 0
            ? []
            :
            [
                .. parts
                    .Database.Read(ProjectRows.All)
                    .Where(p =>
                        parts.Prepared.FolderAt(p.GitRepoPath) is { } f && folders.Contains(f)
                    )
                    .Select(p => p.Id),
            ];
    }

    /// <summary>Takes away what belongs to no project of now.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var folders = parts.Prepared.Folders();
        if (folders.Count == 0)
            return;
        var wanted = parts
            .Database.Read(ProjectRows.All)
            .Select(p => parts.Prepared.FolderAt(p.GitRepoPath))
            .ToHashSet();
        foreach (var folder in folders.Where(folder => !wanted.Contains(folder)))
            await PreparedWorktrees.RemoveFolderAsync(folder, ct).ConfigureAwait(false);
    }

    private async Task ClearAsync(GitRepository repo, CancellationToken ct)
    {
        await parts.Prepared.RemoveLeftoversAsync(repo, ct).ConfigureAwait(false);
        // An attempt that a crash interrupted may be about to take up what looks forgotten.
        if (parts.Database.Read(db => AttemptRows.InStage(db, AttemptStage.Preparing)).Count == 0)
            await parts.Prepared.ForgetDeletedAsync(repo, ct).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<PreparedWorktree>> MakeAsync(
        GitRepository repo,
        string? commit,
        int count,
        CancellationToken ct
    )
    {
        List<PreparedWorktree> made = [];
        while (commit is not null && made.Count < count && DiskRoom.IsPlenty(parts.State.Root))
        {
            if (
                await parts.Prepared.MakeAsync(repo, commit, ct).ConfigureAwait(false)
                is not { } one
            )
                break;
            made.Add(one);
        }
        return made;
    }

    private bool IsIdle(Project project, Attempt? newest)
    {
        var used = newest?.CreatedAt ?? project.UpdatedAt;
        return parts.Time.GetUtcNow() - used > Idle;
    }

    private static async Task<string?> TipAsync(
        Project project,
        Attempt? newest,
        GitRepository repo,
        CancellationToken ct
    )
    {
        var current = await Branches.CurrentAsync(repo, ct).ConfigureAwait(false);
        foreach (var name in new[] { newest?.TargetBranch, project.DefaultBaseBranch, current })
            if (
                name is not null
                && await Branches.ResolveAsync(repo, name, ct).ConfigureAwait(false) is { } tip
            )
                return tip;
        return null;
    }
}
