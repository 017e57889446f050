using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <param name="Process">Null: the newest coding process.</param>
internal sealed record ReplaceRequest(
    Guid? Process,
    string Prompt,
    string? Variant,
    bool? ForceWhenDirty,
    bool? GitReset
);

internal sealed record Replaced(
    int Dropped,
    bool ResetNeeded,
    bool ResetApplied,
    string? Before,
    Guid Process
);

/// <summary>Goes back to before a turn and asks again: that turn and all later ones are dropped, their work kept in a snapshot.</summary>
internal sealed class Replacing(
    RunningParts parts,
    AttemptRuns runs,
    FollowUps followUps,
    Stopping stopping
)
{
    private readonly AttemptWorktree _worktree = new(parts);

    public async Task<Replaced> ReplaceAsync(Guid id, ReplaceRequest request, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Prompt))
            throw RuleBroken.Invalid("prompt: say what the agent should do instead");
        var replaced = Find(id, request.Process);
        await stopping.StopAsync(id, ct).ConfigureAwait(false);
        var run = runs.For(id);
        var result = await run.AskAsync(inner => InTurnAsync(id, replaced, request, inner), ct)
            .ConfigureAwait(false);
        run.Poke();
        return result;
    }

    private ExecutionProcess Find(Guid attempt, Guid? process)
    {
        var coding = parts
            .Database.Read(db => ProcessRows.OfAttempt(db, attempt, dropped: false))
            .Where(p => p.RunReason == RunReason.CodingAgent);
        return (process is { } id ? coding.FirstOrDefault(p => p.Id == id) : coding.LastOrDefault())
            ?? throw RuleBroken.NotFound("process_id: this attempt has no such coding process");
    }

    private async Task<Replaced> InTurnAsync(
        Guid id,
        ExecutionProcess replaced,
        ReplaceRequest request,
        CancellationToken ct
    )
    {
        var place = parts.Database.Require(id);
        await _worktree.EnsureAsync(place.Attempt, place.Project, ct).ConfigureAwait(false);
        var head = await AttemptWorktree
            .HeadAsync(place.Attempt.Worktree, ct)
            .ConfigureAwait(false);
        var needed = replaced.BeforeHeadCommit is not null && replaced.BeforeHeadCommit != head;
        var apply = needed && request.GitReset == true;
        if (apply)
            await ResetAsync(place, replaced.BeforeHeadCommit!, request.ForceWhenDirty == true, ct)
                .ConfigureAwait(false);
        return await parts
            .Database.WriteAsync(
                w =>
                {
                    var dropped = Drop(w, id, replaced);
                    var process = followUps.Insert(w, id, request.Prompt, request.Variant);
                    return new Replaced(
                        dropped,
                        needed && !apply,
                        apply,
                        replaced.BeforeHeadCommit,
                        process.Id
                    );
                },
                ct
            )
            .ConfigureAwait(false);
    }

    private async Task ResetAsync(AttemptInPlace place, string to, bool force, CancellationToken ct)
    {
        var worktree = place.Attempt.Worktree;
        var repo = await _worktree.RepositoryAsync(place.Project, ct).ConfigureAwait(false);
        await Snapshots.TakeAsync(repo, worktree, place.Attempt.Id, ct).ConfigureAwait(false);
        var status = await GitCommand
            .In(worktree, "status", "--porcelain")
            .TextAsync(ct)
            .ConfigureAwait(false);
        if (status.Length > 0 && !force)
            throw RuleBroken.Conflict(
                "The worktree has changes that are not committed; force_when_dirty goes on (a snapshot keeps them)."
            );
        await GitCommand.In(worktree, "reset", "--hard", to).TextAsync(ct).ConfigureAwait(false);
    }

    private static int Drop(Writing w, Guid attempt, ExecutionProcess from)
    {
        var later = ProcessRows
            .OfAttempt(w.Db, attempt, dropped: false)
            .SkipWhile(p => p.Id != from.Id)
            .Where(p => p.RunReason != RunReason.DevServer)
            .ToList();
        foreach (var process in later)
            ProcessRows.Update(w, process with { Dropped = true });
        return later.Count;
    }
}
