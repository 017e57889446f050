using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Domain.Attempts;
using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Attempts;

/// <summary>What an attempt's branch and worktree are asked for, and what people do with them.</summary>
internal static class AttemptGitRoutes
{
    public static void MapAttemptGit(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.AttemptBranchStatus, Status)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptMerge, Merge).For(RouteRule.Operate).WithTags("task-attempts");
        app.MapPost(Routes.AttemptRebase, Rebase).For(RouteRule.Operate).WithTags("task-attempts");
        app.MapPost(Routes.AttemptConflictsAbort, Abort)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptConflictsContinue, Continue)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptChangeTarget, ChangeTarget)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptPush, Push).For(RouteRule.Operate).WithTags("task-attempts");
        app.MapPost(Routes.AttemptDeleteFile, DeleteFile)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapGet(Routes.AttemptCommitInfo, CommitInfo)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
        app.MapGet(Routes.AttemptCommitCompare, CommitCompare)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
    }

    private static async Task<Envelope<BranchStatus>> Status(
        Guid id,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var (attempt, _, project) = database.Require(id);
        var repo = await repositories.OpenAsync(project.GitRepoPath, ct).ConfigureAwait(false);
        var status = await WorktreeStatus
            .ReadAsync(repo, attempt.Worktree, attempt.Branch, attempt.TargetBranch, ct)
            .ConfigureAwait(false);
        var merges = database.Read(db => MergeRows.DoneOf(db, id));
        return Envelope.Of(
            new BranchStatus
            {
                CommitsAhead = status.CommitsAhead,
                CommitsBehind = status.CommitsBehind,
                HasUncommittedChanges = status.HasUncommittedChanges,
                HeadOid = status.HeadOid,
                UncommittedCount = status.UncommittedCount,
                UntrackedCount = status.UntrackedCount,
                TargetBranchName = attempt.TargetBranch,
                RemoteCommitsAhead = status.RemoteCommitsAhead,
                RemoteCommitsBehind = status.RemoteCommitsBehind,
                Merges = [.. merges.Select(m => m.ToWire())],
                IsRebaseInProgress = status.IsRebaseInProgress,
                ConflictOp = Op(status.ConflictOperation),
                ConflictedFiles = status.ConflictedFiles,
            }
        );
    }

    private static ConflictOp? Op(GitOperation? operation) =>
        operation switch
        {
            GitOperation.Rebase => ConflictOp.Rebase,
            GitOperation.Merge => ConflictOp.Merge,
            GitOperation.CherryPick => ConflictOp.CherryPick,
            GitOperation.Revert => ConflictOp.Revert,
            _ => null,
        };

    private static async Task<Envelope<JsonNode>> Merge(
        Guid id,
        Database database,
        Merges merges,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        await merges.MergeAsync(id, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<JsonNode>> Rebase(
        Guid id,
        Rebase body,
        Database database,
        Rebases rebases,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        await rebases
            .RebaseAsync(id, body.NewBaseBranch ?? body.BaseBranch, body.OldBaseBranch, ct)
            .ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<JsonNode>> Abort(
        Guid id,
        Database database,
        Rebases rebases,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        await rebases.AbortAsync(id, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<JsonNode>> Continue(
        Guid id,
        Database database,
        Rebases rebases,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        await rebases.ContinueAsync(id, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<ChangedTarget>> ChangeTarget(
        Guid id,
        ChangeTarget body,
        Database database,
        Rebases rebases,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        var target =
            body.NewTargetBranch
            ?? body.TargetBranch
            ?? throw RuleBroken.Invalid("new_target_branch: name the branch");
        var counts = await rebases.ChangeTargetAsync(id, target, ct).ConfigureAwait(false);
        return Envelope.Of(
            new ChangedTarget { NewTargetBranch = target, Status = [counts.Ahead, counts.Behind] }
        );
    }

    private static async Task<Envelope<JsonNode>> Push(
        Guid id,
        Database database,
        GitRepositories repositories,
        OwnPushes pushes,
        CancellationToken ct
    )
    {
        var (attempt, _, project) = database.Require(id);
        var repo = await repositories.OpenAsync(project.GitRepoPath, ct).ConfigureAwait(false);
        pushes.Note(attempt.Branch);
        return await Pushing.PushAsync(repo, attempt.Branch, null, ct).ConfigureAwait(false) switch
        {
            PushResult.Pushed => Envelope.Nothing,
            PushResult.Rejected rejected => throw RuleBroken.Conflict(
                $"The remote refused the push: {rejected.Text}"
            ),
            _ => throw RuleBroken.Conflict(
                $"{project.GitRepoPath} has no remote to push to; `git remote add` makes one."
            ),
        };
    }

    private static async Task<Envelope<JsonNode>> DeleteFile(
        Guid id,
        string? file_path,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var (attempt, _, project) = database.Require(id);
        if (string.IsNullOrWhiteSpace(file_path))
            throw RuleBroken.Malformed("file_path: name the file");
        var path = PathsInside.Resolve(attempt.Worktree, file_path);
        if (path is null || file_path.Split('/').Contains(".git"))
            throw RuleBroken.Invalid($"file_path: '{file_path}' is not a file inside the worktree");
        if (!File.Exists(path))
            throw RuleBroken.NotFound($"The worktree has no file '{file_path}'");
        var repo = await repositories.OpenAsync(project.GitRepoPath, ct).ConfigureAwait(false);
        await Snapshots.TakeAsync(repo, attempt.Worktree, id, ct).ConfigureAwait(false);
        File.Delete(path);
        await TurnCommits
            .CommitAsync(repo, attempt.Worktree, $"Delete {file_path}", ct)
            .ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<Api.CommitInfo>> CommitInfo(
        Guid id,
        string? sha,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var (repo, commit) = await CommitAsync(id, sha, database, repositories, ct)
            .ConfigureAwait(false);
        return Envelope.Of(new Api.CommitInfo { Sha = commit.Sha, Subject = commit.Subject });
    }

    private static async Task<Envelope<CommitCompare>> CommitCompare(
        Guid id,
        string? sha,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var (repo, commit) = await CommitAsync(id, sha, database, repositories, ct)
            .ConfigureAwait(false);
        var attempt = database.Attempt(id);
        var head =
            await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false)
            ?? throw RuleBroken.NotFound($"The branch {attempt.Branch} is gone");
        var compared = await Branches
            .CompareAsync(repo, head, commit.Sha, ct)
            .ConfigureAwait(false);
        return Envelope.Of(
            new CommitCompare
            {
                HeadOid = compared.HeadOid,
                TargetOid = compared.TargetOid,
                AheadFromHead = compared.AheadFromHead,
                BehindFromHead = compared.BehindFromHead,
                IsLinear = compared.IsLinear,
            }
        );
    }

    private static async Task<(GitRepository, Core.Git.CommitInfo)> CommitAsync(
        Guid id,
        string? sha,
        Database database,
        GitRepositories repositories,
        CancellationToken ct
    )
    {
        var (_, _, project) = database.Require(id);
        if (string.IsNullOrWhiteSpace(sha))
            throw RuleBroken.Malformed("sha: name the commit");
        var repo = await repositories.OpenAsync(project.GitRepoPath, ct).ConfigureAwait(false);
        var commit = await Branches.CommitAsync(repo, sha, ct).ConfigureAwait(false);
        return (repo, commit ?? throw RuleBroken.NotFound($"There is no commit {sha}"));
    }
}
