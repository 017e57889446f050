using System.Collections.Concurrent;
using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Which of a plan's living attempts are in each other's way, as the radar saw it last. It looks beside the plans' loops, one
/// at a time for each plan, and always at the newest that it was shown.
/// </summary>
internal sealed partial class PlanRadars(RunningParts parts, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<Guid, Scan> _scans = new();
    private readonly ILogger _log = parts.Logs.CreateLogger<PlanRadars>();

    public PlanRadar Of(Guid plan) =>
        _scans.TryGetValue(plan, out var scan) ? scan.Seen : PlanRadar.Nothing;

    /// <summary>What lay in an attempt's worktree when it was looked at last; changes with its files.</summary>
    public string? GlanceOf(Guid plan, Guid attempt) =>
        _scans.TryGetValue(plan, out var scan) ? scan.Glances.Of(attempt) : null;

    /// <summary>Returns at once.</summary>
    /// <returns>When to show it the plan again although nothing was heard: an agent in the middle of a turn says nothing of its files.</returns>
    public DateTimeOffset? Refresh(PlanLook look)
    {
        var scan = _scans.GetOrAdd(look.Plan.Id, _ => new Scan(new PlanGlances(parts)));
        lock (scan)
        {
            scan.Next = look;
            if (!scan.Busy)
            {
                scan.Busy = true;
                _ = Task.Run(() => RunAsync(look.Plan.Id, scan), CancellationToken.None);
            }
        }
        return look.Facts.Groups.Any(g => g.Attempt?.Phase == GroupAttemptPhase.Working)
            ? look.Facts.Now + PlanGlances.Every
            : null;
    }

    private async Task RunAsync(Guid plan, Scan scan)
    {
        while (Take(scan) is { } look)
            try
            {
                var seen = await ScanAsync(scan, look).ConfigureAwait(false);
                if (seen.IsSame(scan.Seen))
                    continue;
                scan.Seen = seen;
                await parts
                    .Database.WriteAsync(w => Write(w, plan, seen), stopping)
                    .ConfigureAwait(false);
            }
            catch (Exception error)
                when (error
                        is OperationCanceledException
                            or RuleBroken
                            or GitFailed
                            or IOException
                            or UnauthorizedAccessException
                )
            {
                // What was seen last stays; the next look at the plan asks again.
                if (!stopping.IsCancellationRequested)
                    LogBlind(_log, error, plan);
            }
    }

    // When something was seen first is told in reports, long after the radar has forgotten it.
    private static void Write(Writing w, Guid plan, PlanRadar seen)
    {
        var known = PlanRecordRows.Log(w.Db, plan, OverlapLines.What);
        foreach (var overlap in seen.Overlaps.Where(o => !OverlapLines.Has(known, o)))
            PlanRecordRows.Log(
                w,
                plan,
                overlap.First,
                "forge",
                OverlapLines.What,
                OverlapLines.Text(overlap)
            );
        PlanRows.Changed(w, plan);
    }

    private static PlanLook? Take(Scan scan)
    {
        lock (scan)
        {
            var look = scan.Next;
            scan.Next = null;
            scan.Busy = look is not null;
            return look;
        }
    }

    private async Task<PlanRadar> ScanAsync(Scan scan, PlanLook look)
    {
        var heads = await scan.Glances.HeadsAsync(look, stopping).ConfigureAwait(false);
        if (look.Target is not { } target || heads.Count == 0)
            return PlanRadar.Nothing with { Seen = RadarSeen.Of(look) };
        var report = await scan.RadarOf(look.Repo)
            .RefreshAsync(target, heads, stopping)
            .ConfigureAwait(false);
        return RadarWords.Of(look, report);
    }

    /// <summary>What is kept of one plan. Whoever reads or writes what is asked for next holds its lock.</summary>
    private sealed class Scan(PlanGlances glances)
    {
        private (GitRepository Repo, Git.Radar.ConflictRadar Radar)? _radar;
        private volatile PlanRadar _seen = PlanRadar.Nothing;

        public PlanGlances Glances { get; } = glances;
        public PlanLook? Next { get; set; }
        public bool Busy { get; set; }
        public PlanRadar Seen
        {
            get => _seen;
            set => _seen = value;
        }

        // A repository that was moved is opened anew.
        public Git.Radar.ConflictRadar RadarOf(GitRepository repo)
        {
            if (_radar is not { } known || known.Repo.Path != repo.Path)
                _radar = (repo, new Git.Radar.ConflictRadar(repo));
            return _radar!.Value.Radar;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The radar of plan {Plan} sees nothing now")]
    private static partial void LogBlind(ILogger log, Exception error, Guid plan);
}
