using System.Collections.Concurrent;
using Forge.Core.Domain.Plans;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Notices when branches or tags were made, moved or deleted, or something was pushed, that was neither Forge's doing nor, as
/// far as can be seen, a person's, while an agent of the plan was at work.
/// </summary>
internal sealed class RefWatch(RunningParts parts, OwnPushes pushes)
{
    /// <summary>A ref moves a moment before Forge writes down that it did.</summary>
    private static readonly TimeSpan SecondThought = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<Guid, Eye> _eyes = new();

    private sealed record Seen(RefSnapshot Refs, DateTimeOffset At);

    /// <summary>What is kept of a plan. Rows are written only when a ref moved; that nothing moved since is known here.</summary>
    private sealed class Eye(AgentsGit git)
    {
        public AgentsGit Git { get; } = git;
        public Seen? Before { get; set; }
    }

    /// <summary>Within the plan's loop, so that no two look at once.</summary>
    /// <returns>True when something was found that was not known before.</returns>
    public async Task<bool> LookAsync(PlanLook look, CancellationToken ct)
    {
        var eye = _eyes.GetOrAdd(look.Plan.Id, _ => new Eye(new AgentsGit(parts.State)));
        var found = await MovedAsync(look, eye, ct).ConfigureAwait(false);
        return await LeftAsync(look, ct).ConfigureAwait(false) || found;
    }

    private async Task<bool> MovedAsync(PlanLook look, Eye eye, CancellationToken ct)
    {
        // First the time: what happens while refs are read belongs to the next look, too.
        var at = parts.Database.Now;
        var refs = await RefSnapshot.TakeAsync(look.Repo, ct).ConfigureAwait(false);
        var now = new Seen(refs, at);
        if ((eye.Before ?? Kept(look.Plan.Id)) is not { } before)
            return await WriteAsync(look, eye, now, [], ct).ConfigureAwait(false);
        // Behind the refs: git writes down what it begins before it moves one of them.
        eye.Git.Read(AgentsAtWork.Of(look.Record, at), before.At);
        var found = before.Refs.IsSame(refs)
            ? []
            : await BlamedAsync(look, eye, before, now, ct).ConfigureAwait(false);
        found =
        [
            .. found,
            .. eye
                .Git.Acts(look.Repo, before.At, at)
                .Select(act => RefBlame.Act(look, act, parts.Database.Now)),
        ];
        if (found.Count > 0 || !before.Refs.IsSame(refs))
            return await WriteAsync(look, eye, now, found, ct).ConfigureAwait(false);
        eye.Before = now;
        eye.Git.Settle(at);
        return false;
    }

    private async Task<IReadOnlyList<Violation>> BlamedAsync(
        PlanLook look,
        Eye eye,
        Seen before,
        Seen now,
        CancellationToken ct
    )
    {
        var moves = new RefMoves(
            parts,
            (look.Plan.ProjectId, look.Repo),
            pushes,
            before.Refs,
            now.Refs,
            before.At
        );
        var odd = await moves.UnknownAsync(ct).ConfigureAwait(false);
        if (odd.Count > 0)
        {
            await Task.Delay(SecondThought, parts.Time, ct).ConfigureAwait(false);
            odd = await moves.UnknownAsync(ct).ConfigureAwait(false);
        }
        if (odd.Count == 0)
            return [];
        // Behind the refs: whoever moved one of them was written down as at work before.
        var work = AgentsAtWork.Read(parts.Database, look.Plan.Id, parts.Database.Now);
        eye.Git.Read(work, before.At);
        return new RefBlame(look, eye.Git, work, moves, before.At).Of(odd, parts.Database.Now);
    }

    private Seen? Kept(Guid plan) =>
        parts.Database.Read(db => RefBaselineRows.Find(db, plan)) is { } row
            ? new Seen(RefSnapshot.Parse(row.Refs), row.At)
            : null;

    private async Task<bool> WriteAsync(
        PlanLook look,
        Eye eye,
        Seen now,
        IReadOnlyList<Violation> violations,
        CancellationToken ct
    )
    {
        // Together: a crash in between would tell of it twice or never.
        var added = await parts
            .Database.WriteAsync(
                w =>
                {
                    RefBaselineRows.Put(
                        w,
                        new RefBaseline
                        {
                            PlanId = look.Plan.Id,
                            At = now.At,
                            Refs = now.Refs.Text(),
                        }
                    );
                    return violations.Count(v => PlanRecordRows.Insert(w, v));
                },
                ct
            )
            .ConfigureAwait(false);
        eye.Before = now;
        eye.Git.Settle(now.At);
        return added > 0;
    }

    // An agent that went to another branch and left its work there.
    private async Task<bool> LeftAsync(PlanLook look, CancellationToken ct)
    {
        List<Violation> left = [];
        foreach (var group in look.Facts.Groups)
            if (
                group.Attempt
                    is { Phase: GroupAttemptPhase.Rested or GroupAttemptPhase.Failed } facts
                && look.Record.Attempts.GetValueOrDefault(facts.Id) is { } attempt
                && AgentsAtWork.LeftBranch(look.Record.Processes[facts.Id], attempt) is { } where
            )
                left.Add(
                    new Violation
                    {
                        Id = Guid.NewGuid(),
                        PlanId = look.Plan.Id,
                        GroupId = group.Id,
                        AttemptId = attempt.Id,
                        Kind = "ref",
                        Text = $"the agent of {group.Id} left its worktree {where}",
                        At = parts.Database.Now,
                    }
                );
        left.RemoveAll(v =>
            look.Record.Violations.Any(known =>
                known.AttemptId == v.AttemptId && known.Text == v.Text
            )
        );
        if (left.Count == 0)
            return false;
        return await parts
            .Database.WriteAsync(w => left.Count(v => PlanRecordRows.Insert(w, v)) > 0, ct)
            .ConfigureAwait(false);
    }
}
