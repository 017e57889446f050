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

    // Rows are written only when a ref moved; that nothing moved since is known here.
    private readonly ConcurrentDictionary<Guid, Seen> _seen = new();

    private sealed record Seen(RefSnapshot Refs, DateTimeOffset At);

    /// <summary>Within the plan's loop, so that no two look at once.</summary>
    /// <returns>True when something was found that was not known before.</returns>
    public async Task<bool> LookAsync(PlanLook look, CancellationToken ct)
    {
        var found = await MovedAsync(look, ct).ConfigureAwait(false);
        return await LeftAsync(look, ct).ConfigureAwait(false) || found;
    }

    private async Task<bool> MovedAsync(PlanLook look, CancellationToken ct)
    {
        var plan = look.Plan.Id;
        // First the time: what happens while refs are read belongs to the next look, too.
        var at = parts.Database.Now;
        var refs = await RefSnapshot.TakeAsync(look.Repo, ct).ConfigureAwait(false);
        var now = new Seen(refs, at);
        if (Before(plan) is not { } before)
        {
            await WriteAsync(plan, now, [], ct).ConfigureAwait(false);
            return false;
        }
        if (before.Refs.IsSame(refs))
        {
            _seen[plan] = now;
            return false;
        }
        var moves = new RefMoves(parts, look.Repo, pushes, before.Refs, refs, before.At);
        var odd = await moves.UnknownAsync(ct).ConfigureAwait(false);
        if (odd.Count > 0)
        {
            await Task.Delay(SecondThought, parts.Time, ct).ConfigureAwait(false);
            odd = await moves.UnknownAsync(ct).ConfigureAwait(false);
        }
        // Behind the refs: whoever moved one of them was written down as at work before.
        var work = AgentsAtWork.Read(parts.Database, plan, parts.Database.Now);
        var violations = odd.Select(one => Violation(plan, one, work, moves, before.At))
            .OfType<Violation>()
            .ToList();
        return await WriteAsync(plan, now, violations, ct).ConfigureAwait(false);
    }

    private Seen? Before(Guid plan)
    {
        if (_seen.TryGetValue(plan, out var seen))
            return seen;
        return parts.Database.Read(db => RefBaselineRows.Find(db, plan)) is { } row
            ? new Seen(RefSnapshot.Parse(row.Refs), row.At)
            : null;
    }

    private async Task<bool> WriteAsync(
        Guid plan,
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
                            PlanId = plan,
                            At = now.At,
                            Refs = now.Refs.Text(),
                        }
                    );
                    return violations.Count(v => PlanRecordRows.Insert(w, v));
                },
                ct
            )
            .ConfigureAwait(false);
        _seen[plan] = now;
        return added > 0;
    }

    private Violation? Violation(
        Guid plan,
        RefViolation odd,
        AgentsAtWork work,
        RefMoves moves,
        DateTimeOffset since
    )
    {
        var at = moves.TimeOf(odd);
        var who = at is { } moment ? work.At(moment) : work.Since(since);
        if (who.Count == 0)
            return null;
        var one =
            who.Count == 1
                ? who[0]
                : who.FirstOrDefault(w =>
                    odd.IsAmong(RefLogs.Through(w.Worktree, since.AddSeconds(-1)))
                );
        var by = one is null
            ? $"while the agents of {string.Join(", ", who.Select(w => w.Group))} were at work"
            : $"while the agent of {one.Group} was at work";
        return New(
            plan,
            one,
            odd.Kind == ViolationKind.Pushed ? "push" : "ref",
            $"{Words(odd)}, {by}"
        );
    }

    private static string Words(RefViolation odd)
    {
        var (kind, name) = odd.Ref.Split('/', 3) is ["refs", var folder, var rest]
            ? (folder == "tags" ? "tag" : "branch", rest)
            : ("ref", odd.Ref);
        var (from, to) = (odd.From?[..10], odd.To?[..10]);
        return odd.Kind switch
        {
            ViolationKind.Pushed => $"{to} was pushed to {name}"
                + (from is null ? ", which is new there" : $", which was at {from}"),
            ViolationKind.BranchMade or ViolationKind.TagMade =>
                $"the {kind} {name} was made at {to}",
            ViolationKind.BranchDeleted or ViolationKind.TagDeleted =>
                $"the {kind} {name} was deleted; it was at {from}",
            _ => $"the {kind} {name} was moved from {from} to {to}",
        };
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
                    New(
                        look.Plan.Id,
                        new AgentAtWork(group.Id, attempt.Id, attempt.Worktree, []),
                        "ref",
                        $"the agent of {group.Id} left its worktree {where}"
                    )
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

    private Violation New(Guid plan, AgentAtWork? who, string kind, string text) =>
        new()
        {
            Id = Guid.NewGuid(),
            PlanId = plan,
            GroupId = who?.Group,
            AttemptId = who?.Attempt,
            Kind = kind,
            Text = text,
            At = parts.Database.Now,
        };
}
