using System.Data.Common;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;
using Forge.Core.Git;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>
/// Keeps prepared worktrees ready: one loop that reads what has changed and looks after the projects concerned. It waits
/// until nothing has happened for a moment, so that it is in no person's way.
/// </summary>
internal sealed partial class Preparing(RunningParts parts)
{
    private const int MostEvents = 256;
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    private readonly PreparedCare _care = new(parts);
    private readonly ILogger _log = parts.Logs.CreateLogger<Preparing>();
    private readonly HashSet<Guid> _due = [];
    private bool _begun;
    private bool _sweep;
    private bool _urgent;
    private long _first;
    private long _last;

    /// <summary>Until the server ends. The first round also takes up, or away, what an earlier server left.</summary>
    /// <param name="position">Of the feed, before anybody could ask for anything.</param>
    public async Task RunAsync(long position, CancellationToken ct)
    {
        while (true)
            if (!await GuardAsync("all", StepAsync).ConfigureAwait(false))
                await Task.Delay(Patience, parts.Time, ct).ConfigureAwait(false);

        async Task StepAsync() => position = await GoOnAsync(position, ct).ConfigureAwait(false);
    }

    private async Task<long> GoOnAsync(long position, CancellationToken ct)
    {
        if (!_begun)
            GoRound();
        _begun = true;
        var feed = parts.Database.Feed;
        var ticket = feed.Bell.Now;
        var page = await feed.ReadAsync(position, MostEvents, ct).ConfigureAwait(false);
        if (page.Items.Count > 0)
            Note(page.Items);
        else if (Left() is not { } left)
            await WorkAsync(ct).ConfigureAwait(false);
        else if (!await RangAsync(ticket.Rung, left, ct).ConfigureAwait(false) && _due.Count == 0)
            GoRound();
        return page.Next;
    }

    private void GoRound()
    {
        _sweep = true;
        _urgent = true;
        _due.UnionWith(_care.Having());
    }

    private void Note(IReadOnlyList<StoredEvent> happened)
    {
        _last = parts.Time.GetTimestamp();
        if (_due.Count == 0)
            _first = _last;
        foreach (var one in happened)
            switch (one.Kind)
            {
                case EventKind.ProjectChanged:
                    _due.Add(one.ProjectId!.Value);
                    _urgent = true;
                    break;
                case EventKind.ProjectDeleted:
                    _sweep = true;
                    _urgent = true;
                    break;
                case EventKind.AttemptChanged
                or EventKind.Merged when ProjectOf(one) is { } project:
                    _due.Add(project);
                    break;
            }
    }

    private Guid? ProjectOf(StoredEvent happened) =>
        happened.ProjectId
        ?? parts.Database.Read(db =>
        {
            var task =
                happened.TaskId
                ?? (happened.AttemptId is { } id ? AttemptRows.Find(db, id)?.TaskId : null);
            return task is { } known ? TaskRows.Find(db, known)?.ProjectId : null;
        });

    /// <summary>How long to wait yet; null when there is something to do now.</summary>
    private TimeSpan? Left()
    {
        if (_urgent)
            return null;
        if (_due.Count == 0)
            return Round;
        var calm = parts.Time.GetElapsedTime(_last);
        return calm >= Calm || parts.Time.GetElapsedTime(_first) >= Patience ? null : Calm - calm;
    }

    private async Task<bool> RangAsync(Task rung, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            await rung.WaitAsync(limit, parts.Time, ct).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        var (due, sweep) = (_due.ToList(), _sweep);
        _due.Clear();
        (_sweep, _urgent) = (false, false);
        foreach (var id in due)
            if (parts.Database.Read(db => ProjectRows.Find(db, id)) is { } project)
                await GuardAsync(project.Name, () => TendAsync(project, ct)).ConfigureAwait(false);
        if (sweep)
            await GuardAsync("all", () => Task.Run(() => _care.SweepAsync(ct), ct))
                .ConfigureAwait(false);
    }

    private async Task TendAsync(Domain.Projects.Project project, CancellationToken ct)
    {
        foreach (var made in await _care.TendAsync(project, ct).ConfigureAwait(false))
        {
            LogMade(_log, project.Name, made.Path);
            _ = Task.Run(() => GuardAsync(project.Name, () => SettleAsync(project, made, ct)), ct);
        }
    }

    private async Task SettleAsync(
        Domain.Projects.Project project,
        PreparedWorktree made,
        CancellationToken ct
    )
    {
        var repo = await parts
            .Repositories.OpenAsync(project.GitRepoPath, ct)
            .ConfigureAwait(false);
        await parts.Prepared.SettleAsync(repo, made, ct).ConfigureAwait(false);
    }

    // Without a prepared worktree an attempt starts the ordinary way: what goes wrong here is only written down.
    private async Task<bool> GuardAsync(string project, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
        catch (Exception error)
            when (error
                    is RuleBroken
                        or GitFailed
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or DbException
            )
        {
            LogFailed(_log, error, project);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Project {Project}: a worktree for the next attempt is prepared at {Path}"
    )]
    private static partial void LogMade(ILogger log, string project, string path);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Project {Project}: no worktree could be prepared; the next attempt makes its own"
    )]
    private static partial void LogFailed(ILogger log, Exception error, string project);
}
