using System.Globalization;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Plans.Failures;
using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Looks whether the agents of a plan get on: three clocks, each with its own last sign, and what a group may cost. What is
/// known of one turn is kept in memory; a new server begins to count anew.
/// </summary>
internal sealed class StallWatch(
    RunningParts parts,
    AttemptRuns runs,
    StallActs acts,
    StallBadges badges,
    PlanRadars radars
)
{
    private const int LongestItem = 200;

    private readonly DateTimeOffset _began = parts.Time.GetUtcNow();
    private readonly Dictionary<Guid, Turn> _turns = [];
    private readonly Lock _lock = new();

    /// <summary>The signs of one turn of one attempt.</summary>
    private sealed record Turn(Guid Process, DateTimeOffset CountFrom)
    {
        public ProcessPulse Pulse { get; init; } = ProcessPulse.None;
        public DateTimeOffset? PulseAt { get; init; }
        public DateTimeOffset? LifeAt { get; init; }
        public bool Works { get; init; }
        public long Said { get; init; }
        public string? Files { get; init; }
        public DateTimeOffset? ProgressAt { get; init; }
        public bool Waits { get; init; }
        public DateTimeOffset? Due { get; init; }
        public StallClock? Shown { get; init; }
    }

    /// <returns>When to look again, whatever happens.</returns>
    public async Task<DateTimeOffset?> LookAsync(PlanLook look, CancellationToken ct)
    {
        DateTimeOffset? next = null;
        var shown = false;
        foreach (var group in look.Facts.Groups)
        {
            if (group.Attempt is not { } facts)
                continue;
            var tried = look.Record.GroupAttempts.First(t => t.AttemptId == facts.Id);
            if (
                facts.Phase is not (GroupAttemptPhase.Working or GroupAttemptPhase.Queued)
                || tried.Cause is not null
                || acts.IsBusy(facts.Id)
            )
            {
                Forget(facts.Id);
                continue;
            }
            if (OverBudget(look, group.Id) is { } budget)
            {
                acts.GiveUp(tried, FailureCause.Budget, budget);
                continue;
            }
            var (at, changed) = LookAt(look, tried);
            shown |= changed;
            next = next < at ? next : at ?? next;
        }
        if (shown)
            await parts
                .Database.WriteAsync(w => PlanRows.Changed(w, look.Plan.Id), ct)
                .ConfigureAwait(false);
        return next;
    }

    private static string? OverBudget(PlanLook look, string group)
    {
        if (look.Record.Settings.GroupBudget is not { } most)
            return null;
        var cost = look
            .Record.GroupAttempts.Where(t => t.GroupId == group)
            .Sum(t => look.Record.Attempts.GetValueOrDefault(t.AttemptId)?.CostUsd ?? 0);
        return cost > most
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{group} cost {cost:0.00} USD so far, and may cost {most:0.00}"
            )
            : null;
    }

    private (DateTimeOffset? Next, bool Changed) LookAt(PlanLook look, GroupAttempt tried)
    {
        var process = look
            .Record.Processes[tried.AttemptId]
            .LastOrDefault(p =>
                p
                    is {
                        RunReason: RunReason.CodingAgent,
                        Status: ProcessStatus.Running,
                        SessionId: not null
                    }
            );
        if (process is null || parts.Host.Find(process.SessionId!.Value) is not { } directory)
            return (null, Forget(tried.AttemptId));
        var limits = look.Record.Settings.Failures.Stall;
        var now = parts.Time.GetUtcNow();
        var old = Known(tried.AttemptId, process);
        var turn = Signs(old, process, directory, look.Plan.Id, now);
        var facts = FactsOf(turn, tried, directory);
        var seen = StallDecisions.Look(facts, limits, now);
        if (seen.Outcome is StallOutcome.Fail)
            seen = StallDecisions.Look(facts with { LastItem = LastWords(directory) }, limits, now);
        turn = turn with { Due = seen.NextLook, Shown = Show(tried, process, seen.Outcome, now) };
        lock (_lock)
            _turns[tried.AttemptId] = turn;
        return (seen.NextLook, turn.Shown != old.Shown);
    }

    private StallClock? Show(
        GroupAttempt tried,
        ExecutionProcess process,
        StallOutcome outcome,
        DateTimeOffset now
    )
    {
        switch (outcome)
        {
            case StallOutcome.Badge badge:
                badges.Set(tried.AttemptId, StallDecisions.Text(badge.Clock, now - badge.Since));
                return badge.Clock;
            case StallOutcome.InterruptAndResume stall:
                acts.InterruptAndResume(
                    tried,
                    process,
                    StallDecisions.Text(stall.Clock, now - stall.Since)
                );
                break;
            case StallOutcome.Fail failed:
                acts.GiveUp(tried, FailureCause.Stall, failed.Evidence);
                break;
        }
        badges.Set(tried.AttemptId, null);
        return null;
    }

    private Turn Known(Guid attempt, ExecutionProcess process)
    {
        lock (_lock)
            if (_turns.TryGetValue(attempt, out var turn) && turn.Process == process.Id)
                return turn;
        return new Turn(process.Id, process.StartedAt > _began ? process.StartedAt : _began);
    }

    private Turn Signs(
        Turn turn,
        ExecutionProcess process,
        SessionDirectory directory,
        Guid plan,
        DateTimeOffset now
    )
    {
        var session = runs.For(process.AttemptId)
            .Sessions.FirstOrDefault(s => s.Row.Id == process.SessionId);
        var said = session?.TurnOf(process.Id)?.Conversation.Value.Length ?? turn.Said;
        var files = radars.GlanceOf(plan, process.AttemptId);
        var waits = session is { WaitsForPerson: true };
        var pulse = SessionHost.Pulse(directory);
        // At the first look there is nothing to compare with.
        var (lives, works) = turn.PulseAt is { } before
            ? (pulse.DiffersFrom(turn.Pulse), pulse.WorksSince(turn.Pulse, now - before))
            : (false, false);
        var anew =
            (turn.Waits && !waits) || (turn.Due is { } due && StallDecisions.Slept(due, now));
        return turn with
        {
            CountFrom = anew ? now : turn.CountFrom,
            Pulse = pulse,
            PulseAt = now,
            LifeAt = lives ? now : turn.LifeAt,
            Works = works,
            Said = said,
            Files = files,
            ProgressAt = said != turn.Said || files != turn.Files ? now : turn.ProgressAt,
            Waits = waits,
        };
    }

    private static StallFacts FactsOf(Turn turn, GroupAttempt tried, SessionDirectory directory)
    {
        var (told, complained) = (Time(directory.OutLog), Time(directory.ErrLog));
        var line = told > complained ? told : complained ?? told;
        return new StallFacts
        {
            CountFrom = turn.CountFrom,
            LifeAt = turn.LifeAt,
            LineAt = line,
            ProgressAt = turn.ProgressAt,
            WaitsForPerson = turn.Waits,
            // Agents name their tools in many ways; what computes while nothing is said is taken for one.
            ToolSince = turn.Works ? line ?? turn.CountFrom : null,
            ToolWorks = turn.Works,
            InterruptedAt = tried.ResumedAt,
        };
    }

    private static DateTimeOffset? Time(string log) =>
        File.Exists(log) ? File.GetLastWriteTimeUtc(log) : null;

    private static string? LastWords(SessionDirectory directory)
    {
        if (!File.Exists(directory.OutLog))
            return null;
        using var log = new FileStream(
            directory.OutLog,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        log.Seek(-Math.Min(log.Length, 4096), SeekOrigin.End);
        using var text = new StreamReader(log);
        var last = PlainText
            .CleanLines(text.ReadToEnd())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault();
        return last?.Length > LongestItem ? last[..LongestItem] + "…" : last;
    }

    /// <returns>True when something was shown of it.</returns>
    private bool Forget(Guid attempt)
    {
        badges.Set(attempt, null);
        lock (_lock)
            return _turns.Remove(attempt, out var turn) && turn.Shown is not null;
    }
}
