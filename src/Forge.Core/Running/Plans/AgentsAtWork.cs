using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Git;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>An attempt of a plan and the times at which something of it ran.</summary>
internal sealed record AgentAtWork(
    string Group,
    Guid Attempt,
    string Worktree,
    IReadOnlyList<WorkTime> Times
);

/// <param name="To">The time of asking while it runs.</param>
internal sealed record WorkTime(Guid Session, DateTimeOffset From, DateTimeOffset To);

/// <summary>Whose agent could have done what happened at some time.</summary>
internal sealed class AgentsAtWork(IReadOnlyList<AgentAtWork> all)
{
    // The kernel gives files the time of its last tick.
    private static readonly TimeSpan Unsharp = TimeSpan.FromMilliseconds(20);

    public IEnumerable<(AgentAtWork Agent, Guid Session)> SessionsSince(DateTimeOffset since) =>
        from agent in all
        from session in agent
            .Times.Where(t => t.To + Unsharp >= since)
            .Select(t => t.Session)
            .Distinct()
        select (agent, session);

    /// <summary>As the plan was read.</summary>
    public static AgentsAtWork Of(PlanRecord record, DateTimeOffset now) =>
        new([
            .. from tried in record.GroupAttempts
            let attempt = record.Attempts.GetValueOrDefault(tried.AttemptId)
            where attempt is not null
            select new AgentAtWork(
                tried.GroupId,
                attempt.Id,
                attempt.Worktree,
                Times(record.Processes[attempt.Id], now)
            ),
        ]);

    /// <summary>As it is now.</summary>
    public static AgentsAtWork Read(Database database, Guid plan, DateTimeOffset now) =>
        database.Read(db => new AgentsAtWork([
            .. from tried in PlanGroupRows.Attempts(db, plan)
            let attempt = AttemptRows.Find(db, tried.AttemptId)
            where attempt is not null
            select new AgentAtWork(
                tried.GroupId,
                attempt.Id,
                attempt.Worktree,
                Times(ProcessRows.OfAttempt(db, attempt.Id, dropped: false), now)
            ),
        ]));

    public IReadOnlyList<AgentAtWork> At(DateTimeOffset moment) => Between(moment, moment);

    public IReadOnlyList<AgentAtWork> Since(DateTimeOffset since) =>
        Between(since, DateTimeOffset.MaxValue - Unsharp);

    /// <summary>Where the last agent left the worktree, in words, if it is still not on its branch; else null.</summary>
    public static string? LeftBranch(IReadOnlyList<ExecutionProcess> processes, Attempt attempt)
    {
        var note = processes.LastOrDefault(p => p.RunReason == RunReason.CodingAgent)?.ExitNote;
        var at = note?.IndexOf(KeptWords.LeftBranch, StringComparison.Ordinal) ?? -1;
        if (
            at < 0
            || GitDirectories.Of(attempt.Worktree) is not { } git
            || RefFiles.BranchOf(git) == attempt.Branch
        )
            return null;
        var where = note![(at + KeptWords.LeftBranch.Length)..];
        var end = where.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? where : where[..end];
    }

    private static List<WorkTime> Times(
        IReadOnlyList<ExecutionProcess> processes,
        DateTimeOffset now
    ) =>
        [
            .. from process in processes
            let session = process.SessionId
            where session is not null
            select new WorkTime(session.Value, process.StartedAt, process.CompletedAt ?? now),
        ];

    private List<AgentAtWork> Between(DateTimeOffset from, DateTimeOffset to) =>
        [.. all.Where(one => one.Times.Any(t => t.From - Unsharp <= to && t.To + Unsharp >= from))];
}
