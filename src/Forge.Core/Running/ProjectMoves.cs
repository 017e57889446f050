using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Projects;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>A project whose repository a person moved: its worktrees, which know the old place, are told the new one.</summary>
internal sealed class ProjectMoves(RunningParts parts)
{
    /// <returns>The path to write down.</returns>
    /// <exception cref="RuleBroken">There is no repository, or it is not the one that the project's work came from.</exception>
    public async Task<string> FollowAsync(Project project, string path, CancellationToken ct)
    {
        var repo = await parts.Repositories.OpenAsync(path, ct).ConfigureAwait(false);
        if (repo.Path == project.GitRepoPath)
            return repo.Path;
        foreach (var attempt in parts.Database.Read(db => AttemptRows.OfProject(db, project.Id)))
            await InsistItIsOursAsync(repo, project, attempt, ct).ConfigureAwait(false);
        await Worktrees.RepairAsync(repo, ct).ConfigureAwait(false);
        return repo.Path;
    }

    private static async Task InsistItIsOursAsync(
        GitRepository repo,
        Project project,
        Attempt attempt,
        CancellationToken ct
    )
    {
        if (attempt.BaseCommit is not { } based || attempt.Stage == AttemptStage.Discarded)
            return;
        if (await Branches.CommitAsync(repo, based, ct).ConfigureAwait(false) is null)
            throw RuleBroken.Conflict(
                $"{repo.Path} is not the repository of '{project.Name}': it does not have the commit {based[..10]}, "
                    + $"which {attempt.Branch} was cut from. Make it a project of its own."
            );
    }
}
