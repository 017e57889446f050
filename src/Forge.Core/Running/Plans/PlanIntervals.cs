using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Plans.Failures;
using Forge.Core.Domain.Processes;
using Forge.Planning.Reports;

namespace Forge.Core.Running.Plans;

/// <summary>What went on when in a plan, out of its rows: agents at work, commands, and who was waited for.</summary>
internal sealed class PlanIntervals
{
    private static readonly GroupState[] ForPeople =
    [
        GroupState.AwaitingReview,
        GroupState.AwaitingMerge,
        GroupState.Failed,
        GroupState.Stale,
    ];

    private readonly PlanLook _look;
    private readonly IReadOnlyList<PlanLogLine> _log;
    private readonly DateTimeOffset _now;
    private readonly List<WorkInterval> _all = [];

    private PlanIntervals(PlanLook look, IReadOnlyList<PlanLogLine> log)
    {
        (_look, _log) = (look, log);
        _now = look.Plan.DeliveredAt ?? look.Plan.CancelledAt ?? look.Facts.Now;
    }

    public static IReadOnlyList<WorkInterval> Of(PlanLook look, IReadOnlyList<PlanLogLine> log)
    {
        var made = new PlanIntervals(look, log);
        foreach (var tried in look.Record.GroupAttempts)
            made.OfAttempt(tried);
        foreach (var row in look.Record.Rows)
            made.BeforeFirst(row);
        return [.. made._all.OrderBy(i => i.From).ThenBy(i => i.Group, StringComparer.Ordinal)];
    }

    /// <summary>The attempts of which nothing will come any more.</summary>
    public static bool IsDiscarded(PlanLook look, GroupAttempt tried)
    {
        var row = look.Record.Row(tried.GroupId);
        return row.AttemptId != tried.AttemptId && !IsMerged(look, tried)
            || row.Cancelled && !IsMerged(look, tried)
            || look.Record.Attempts.GetValueOrDefault(tried.AttemptId)?.Stage
                == AttemptStage.Discarded;
    }

    private static bool IsMerged(PlanLook look, GroupAttempt tried) =>
        look.Record.Merges.GetValueOrDefault(tried.AttemptId) is { Count: > 0 };

    private void OfAttempt(GroupAttempt tried)
    {
        var record = _look.Record;
        var lost = IsDiscarded(_look, tried);
        List<Moment> moments = [];
        foreach (var process in record.Processes.GetValueOrDefault(tried.AttemptId) ?? [])
        {
            if (process.RunReason == RunReason.DevServer)
                continue;
            var end = process.CompletedAt ?? _now;
            var begun = process.Waiting ? end : process.StartedAt;
            Add(tried, process.CreatedAt, begun, IntervalKind.Queued, lost);
            if (process.RunReason == RunReason.CodingAgent)
                Add(tried, begun, end, IntervalKind.AgentActive, lost);
            moments.Add(new Moment(process.CreatedAt, end, process));
        }
        foreach (var run in record.Validations.Where(v => v.AttemptId == tried.AttemptId))
            if (run is { EndedAt: { } end, Ground: not ValidationGround.Rehearsal })
            {
                Add(tried, run.StartedAt, end, IntervalKind.Validation, lost);
                moments.Add(new Moment(run.StartedAt, end, null));
            }
        foreach (var merge in record.Merges.GetValueOrDefault(tried.AttemptId) ?? [])
            moments.Add(new Moment(merge.CreatedAt, merge.CreatedAt, null, IsMerge: true));
        Between(tried, [.. moments.OrderBy(m => m.From)], lost);
    }

    // What lies between two things that went on was waiting, and for whom says what came before and after it.
    private void Between(GroupAttempt tried, IReadOnlyList<Moment> moments, bool lost)
    {
        for (var i = 0; i < moments.Count; i++)
        {
            var (before, from) = (moments[i], moments.Take(i + 1).Max(m => m.To));
            if (before.IsMerge)
                continue;
            if (i + 1 < moments.Count)
            {
                var next = moments[i + 1];
                if (IsLimit(before))
                    Add(tried, from, next.From, IntervalKind.RateLimited, lost);
                // Forge goes on by itself: a validation begins, or a failure goes back to the agent.
                else if (next.IsMerge || next.Process is not null && !ByForge(tried, from, next))
                    Add(tried, from, next.From, IntervalKind.WaitingForPerson, lost);
            }
            else if (End(tried, from) is { } end)
                Add(
                    tried,
                    from,
                    end,
                    IsLimit(before) ? IntervalKind.RateLimited : IntervalKind.WaitingForPerson,
                    lost
                );
        }
    }

    private bool ByForge(GroupAttempt tried, DateTimeOffset from, Moment next) =>
        _log.Any(l =>
            l.GroupId == tried.GroupId
            && l is { By: "forge", What: "send-back" or "retry" or "restack" }
            && l.At >= from
            && l.At <= next.From.AddSeconds(1)
        ) || next.Process is { RunReason: not RunReason.CodingAgent };

    private static bool IsLimit(Moment moment) =>
        moment.Process is { Status: ProcessStatus.Failed } process
        && FailureDecisions
            .Classify(
                new FailureFacts
                {
                    Status = process.Status,
                    ExitCode = process.ExitCode,
                    ExitNote = process.ExitNote,
                    Errors = process.ExitNote is { } note ? [note] : [],
                },
                process.CompletedAt ?? process.UpdatedAt
            )
            ?.Cause == FailureCause.RateLimit;

    // When what a person was waited for came to an end: never, so far, or when they gave the attempt up.
    private DateTimeOffset? End(GroupAttempt tried, DateTimeOffset from)
    {
        var given = _log.FirstOrDefault(l =>
            l.GroupId == tried.GroupId && l.What is "retry" or "discard" && l.At >= from
        );
        if (given is not null)
            return given.At;
        var row = _look.Record.Row(tried.GroupId);
        return
            row.AttemptId == tried.AttemptId && ForPeople.Contains(_look.View(tried.GroupId).State)
            ? _now
            : null;
    }

    // From the start of the plan to the group's first attempt: for predecessors, then for a place.
    private void BeforeFirst(PlanGroupRow row)
    {
        if (_look.Plan.StartedAt is not { } start || row.Cancelled)
            return;
        var tried = _look.Record.GroupAttempts.FirstOrDefault(a => a.GroupId == row.GroupId);
        var begun = tried?.CreatedAt ?? _now;
        var id = tried?.AttemptId.ToString() ?? "";
        var ready = start;
        foreach (var before in _look.Group(row.GroupId).DependsOn)
        {
            var merged = _look
                .Record.GroupAttempts.Where(a => a.GroupId == before)
                .SelectMany(a => _look.Record.Merges.GetValueOrDefault(a.AttemptId) ?? [])
                .Select(m => (DateTimeOffset?)m.CreatedAt)
                .LastOrDefault(at => at <= begun);
            ready = Later(ready, merged ?? begun);
        }
        Add(row.GroupId, id, (start, ready), IntervalKind.WaitingForPredecessor);
        ForPlace(row.GroupId, id, ready, begun);
    }

    // While fewer agents are at work than may be, it is work that nobody has looked at that takes the places.
    private void ForPlace(string group, string attempt, DateTimeOffset from, DateTimeOffset to)
    {
        var settings = _look.Record.Settings;
        var busy = _all.Where(i =>
                i.Group != group && i.Kind is IntervalKind.AgentActive or IntervalKind.Validation
            )
            .ToList();
        var cuts = busy.SelectMany(i => new[] { i.From, i.To })
            .Where(t => t > from && t < to)
            .Append(from)
            .Append(to)
            .Distinct()
            .Order()
            .ToList();
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            var taken = busy.Where(b => b.From <= cuts[i] && b.To > cuts[i])
                .Select(b => b.Group)
                .Distinct()
                .Count();
            var held = settings.BackPressure && taken < settings.MaxParallel && Waits(cuts[i]);
            Add(
                group,
                attempt,
                (cuts[i], cuts[i + 1]),
                held ? IntervalKind.WaitingForPerson : IntervalKind.Queued
            );
        }

        bool Waits(DateTimeOffset at) =>
            _all.Exists(w =>
                w.Group != group
                && w.Kind == IntervalKind.WaitingForPerson
                && w.From <= at
                && w.To > at
            );
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) =>
        one > other ? one : other;

    private void Add(
        GroupAttempt tried,
        DateTimeOffset from,
        DateTimeOffset to,
        IntervalKind kind,
        bool lost
    ) => Add(tried.GroupId, tried.AttemptId.ToString(), (from, to), kind, lost);

    private void Add(
        string group,
        string attempt,
        (DateTimeOffset From, DateTimeOffset To) span,
        IntervalKind kind,
        bool lost = false
    )
    {
        if (span.To > span.From)
            _all.Add(new WorkInterval(group, attempt, span.From, span.To, kind, lost));
    }

    /// <param name="Process">Null of a validation and of a merge.</param>
    private sealed record Moment(
        DateTimeOffset From,
        DateTimeOffset To,
        ExecutionProcess? Process,
        bool IsMerge = false
    );
}
