using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Git;
using Forge.Core.Platform.Linux;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>One thing that goes, or is kept, with the reason.</summary>
/// <param name="What">For people, e.g. <c>worktree of 'Fix login'</c>.</param>
internal sealed record CleaningStep(RetentionStep Step, string What, Guid? Attempt);

/// <summary>
/// What <c>forge gc</c> would take away and why, and the doing of it. Nothing is ever cleaned without being asked, and a
/// worktree is judged again at the moment it goes.
/// </summary>
internal sealed partial class Cleaning(RunningParts parts, AttemptRuns runs)
{
    private readonly ILogger _log = parts.Logs.CreateLogger<Cleaning>();
    private readonly Retention _retention = new(
        parts.Repositories,
        new RetentionPlaces(parts.State.Trash, parts.State.Sessions),
        parts.Time
    );

    public async Task<IReadOnlyList<CleaningStep>> PlanAsync(CancellationToken ct)
    {
        List<(Kept Kept, string What, Guid? Attempt)> found = [];
        foreach (var attempt in parts.Database.Read(AttemptRows.All))
            found.AddRange(
                await UnlessGoneAsync(() => OfAttemptAsync(attempt.Id, ct)).ConfigureAwait(false)
                    ?? []
            );
        found.AddRange(await PreparedAsync(ct).ConfigureAwait(false));
        found.AddRange(_retention.Trash().Select(k => (k, "trash", (Guid?)null)));
        var now = parts.Database.Now;
        var plan = RetentionDecisions.Plan(found.Select(f => f.Kept), RetentionRules.Default, now);
        return [.. plan.Zip(found, (step, f) => new CleaningStep(step, f.What, f.Attempt))];
    }

    /// <returns>What was done; what is kept is left out.</returns>
    public async Task<IReadOnlyList<CleaningStep>> ApplyAsync(CancellationToken ct)
    {
        List<CleaningStep> done = [];
        foreach (var step in await PlanAsync(ct).ConfigureAwait(false))
        {
            var did =
                step.Step.What.Kind == KeptKind.Worktree && step.Attempt is { } attempt
                    ? await UnlessGoneAsync(() =>
                            runs.For(attempt).AskAsync(inner => RemoveAsync(attempt, inner), ct)
                        )
                        .ConfigureAwait(false)
                    : (await _retention.RunAsync([step.Step], ct).ConfigureAwait(false)).Count > 0;
            if (did && step.Step.Action != RetentionAction.Keep)
                done.Add(step);
        }
        return done;
    }

    /// <summary>What is deleted or moved while it is looked at is left out; the rest is cleaned nevertheless.</summary>
    private async Task<T?> UnlessGoneAsync<T>(Func<Task<T>> look)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is RuleBroken or IOException or GitFailed)
        {
            LogLeftOut(_log, gone.Message);
            return default;
        }
    }

    private async Task<List<(Kept, string, Guid?)>> OfAttemptAsync(Guid id, CancellationToken ct)
    {
        var place = parts.Database.Require(id);
        var (attempt, task, project) = place;
        var merge = parts.Database.Read(db => MergeRows.DoneOf(db, id)).LastOrDefault();
        var over = merge is not null || attempt.Stage == AttemptStage.Discarded;
        var since = merge?.CreatedAt ?? attempt.UpdatedAt;
        List<(Kept, string, Guid?)> found = [];
        foreach (
            var session in parts
                .Database.Read(db => SessionRows.OfAttempt(db, id))
                .Where(s => !s.Open)
        )
            if (parts.Host.Find(session.Id) is { } directory)
                found.Add((Log(directory.Path, session, over), $"log of '{task.Title}'", id));
        if (!Directory.Exists(project.GitRepoPath))
            return found;
        var repo = await parts
            .Repositories.OpenAsync(project.GitRepoPath, ct)
            .ConfigureAwait(false);
        foreach (var snapshot in await Snapshots.ListAsync(repo, id, ct).ConfigureAwait(false))
            found.Add(
                (
                    new Kept(
                        KeptKind.Snapshot,
                        snapshot.Ref,
                        repo.Path,
                        since,
                        0,
                        merge is not null
                    ),
                    $"snapshot of '{task.Title}'",
                    id
                )
            );
        if (Directory.Exists(attempt.Worktree) && attempt.Stage != AttemptStage.Preparing)
            found.Add(
                (
                    await WorktreeAsync(place, repo, ct).ConfigureAwait(false),
                    $"worktree of '{task.Title}'",
                    id
                )
            );
        return found;
    }

    private async Task<List<(Kept, string, Guid?)>> PreparedAsync(CancellationToken ct)
    {
        List<(Kept, string, Guid?)> found = [];
        foreach (var project in parts.Database.Read(ProjectRows.All))
        {
            if (!Directory.Exists(project.GitRepoPath))
                continue;
            var repo = await parts
                .Repositories.OpenAsync(project.GitRepoPath, ct)
                .ConfigureAwait(false);
            foreach (var one in parts.Prepared.Of(repo))
                found.Add((Prepared(one, repo), $"prepared worktree of '{project.Name}'", null));
        }
        return found;
    }

    private static Kept Prepared(PreparedWorktree one, GitRepository repo) =>
        new(
            KeptKind.Prepared,
            one.Path,
            repo.Path,
            one.Since,
            Retention.SizeOf(one.Path),
            IsOver: false
        );

    private static Kept Log(string path, AgentSession session, bool over) =>
        new(
            KeptKind.Log,
            path,
            null,
            session.EndedAt ?? session.CreatedAt,
            Retention.SizeOf(path),
            over
        );

    private async Task<Kept> WorktreeAsync(
        AttemptInPlace place,
        GitRepository repo,
        CancellationToken ct
    )
    {
        var verdict = await JudgeAsync(place, repo, ct).ConfigureAwait(false);
        var path = place.Attempt.Worktree;
        return new Kept(
            KeptKind.Worktree,
            path,
            repo.Path,
            place.Attempt.UpdatedAt,
            Retention.SizeOf(path),
            true,
            verdict,
            place.Attempt.Id
        );
    }

    private async Task<RemovalVerdict> JudgeAsync(
        AttemptInPlace place,
        GitRepository repo,
        CancellationToken ct
    )
    {
        var (attempt, _, _) = place;
        var (processes, merges, sessions) = parts.Database.Read(db =>
            (
                ProcessRows.OfAttempt(db, attempt.Id, dropped: false),
                MergeRows.DoneOf(db, attempt.Id),
                SessionRows.OfAttempt(db, attempt.Id)
            )
        );
        var finished =
            processes.All(p => p.Status != ProcessStatus.Running) && sessions.All(s => !s.Open);
        var tip = await Branches.LocalAsync(repo, attempt.Branch, ct).ConfigureAwait(false);
        var merged = merges.Count > 0 && tip == merges[^1].MergeCommit;
        var state = new AttemptState(
            finished,
            merged || attempt.Stage == AttemptStage.Discarded,
            attempt.Pinned
        );
        var facts = await RemovalSurvey
            .GatherAsync(repo, attempt.Worktree, state, ProcessTable.WithCwdInside, ct)
            .ConfigureAwait(false);
        return RemovalDecisions.Judge(facts);
    }

    private async Task<bool> RemoveAsync(Guid id, CancellationToken ct)
    {
        var place = parts.Database.Require(id);
        var repo = await parts
            .Repositories.OpenAsync(place.Project.GitRepoPath, ct)
            .ConfigureAwait(false);
        if (await JudgeAsync(place, repo, ct).ConfigureAwait(false) is not RemovalVerdict.Allowed)
            return false;
        await Snapshots.TakeAsync(repo, place.Attempt.Worktree, id, ct).ConfigureAwait(false);
        await Worktrees
            .RemoveAsync(
                repo,
                id,
                place.Attempt.Worktree,
                parts.State.Trash,
                parts.Database.Now,
                ct
            )
            .ConfigureAwait(false);
        await parts
            .Database.WriteAsync(
                w =>
                    AttemptRows.Change(
                        w,
                        id,
                        a => a with { WorktreeDeleted = true, PortBlock = null }
                    ),
                ct
            )
            .ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left out of cleaning: {Why}")]
    private static partial void LogLeftOut(ILogger log, string why);
}
