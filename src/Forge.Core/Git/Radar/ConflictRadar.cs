namespace Forge.Core.Git.Radar;

/// <summary>
/// Sees which live attempts will meet, each other or the target. One for a repository; it remembers what git said, and
/// asks again only about what changed. Nothing is moved or kept.
/// </summary>
internal sealed class ConflictRadar(GitRepository repo)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly RadarFacts _facts = new(repo);
    private (IReadOnlyList<RadarAttempt> Attempts, RadarReport Report)? _last;

    /// <summary>How many merges the newest refresh had to try.</summary>
    public int MergesTried => _facts.MergesTried;

    public async Task<RadarReport> RefreshAsync(
        string targetTip,
        IReadOnlyList<RadarAttempt> attempts,
        CancellationToken ct
    )
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            _facts.BeginRound();
            if (_last is { } last && IsSame(last, targetTip, attempts))
                return last.Report;
            var report = await LookAsync(targetTip, attempts, ct).ConfigureAwait(false);
            _facts.Forget();
            _last = ([.. attempts], report);
            return report;
        }
        finally
        {
            _one.Release();
        }
    }

    private static bool IsSame(
        (IReadOnlyList<RadarAttempt> Attempts, RadarReport Report) last,
        string target,
        IReadOnlyList<RadarAttempt> attempts
    ) => last.Report.Target == target && last.Attempts.SequenceEqual(attempts);

    private async Task<RadarReport> LookAsync(
        string target,
        IReadOnlyList<RadarAttempt> attempts,
        CancellationToken ct
    )
    {
        await _facts
            .LearnBasesAsync(target, attempts.Select(one => one.Commit), ct)
            .ConfigureAwait(false);
        List<Blip> live =
        [
            .. from one in attempts
            let start = _facts.BaseOf(target, one.Commit)
            where start.Length > 0
            orderby one.Order, one.Id
            select new Blip(one, start),
        ];
        var starts = live.Select(blip => blip.Start).Where(start => start != target);
        await _facts
            .LearnChangesAsync(
                live.Select(blip => (blip.Start, blip.Commit))
                    .Concat(starts.Select(start => (start, target))),
                ct
            )
            .ConfigureAwait(false);
        var sets = live.Select(blip => _facts.Changes(blip.Start, blip.Commit)).ToList();
        var met = Overlaps
            .Between(sets)
            .Order()
            .Select(pair => new Meeting(live[pair.Item1], live[pair.Item2]))
            .Concat(live.Where(blip => MeetsTarget(blip, target)).Select(blip => new Meeting(blip)))
            .Where(meeting => meeting.First.Commit != meeting.Other(target))
            .ToList();
        await _facts
            .LearnMergesAsync(
                met.Select(meeting => (meeting.First.Commit, meeting.Other(target))),
                ct
            )
            .ConfigureAwait(false);
        var sight = new RadarSight(_facts, target);
        await _facts.LearnHunksAsync(met.SelectMany(sight.Questions), ct).ConfigureAwait(false);
        return Report(target, attempts, live, [.. met.Select(one => (one, sight.Of(one)))]);
    }

    private bool MeetsTarget(Blip blip, string target) =>
        blip.Start != target
        && Overlaps
            .Between([_facts.Changes(blip.Start, blip.Commit), _facts.Changes(blip.Start, target)])
            .Count > 0;

    private static RadarReport Report(
        string target,
        IReadOnlyList<RadarAttempt> attempts,
        IReadOnlyList<Blip> live,
        IReadOnlyList<(Meeting Of, IReadOnlyList<RadarFile> Files)> seen
    )
    {
        var some = seen.Where(one => one.Files.Count > 0).ToList();
        List<RadarPair> pairs =
        [
            .. from one in some
            let second = one.Of.Second
            where second is not null
            select new RadarPair(
                one.Of.First.Attempt.Id,
                second.Attempt.Id,
                one.Files.Max(file => file.Level),
                one.Files
            ),
        ];
        List<RadarTarget> against =
        [
            .. from one in some
            where one.Of.Second is null
            select new RadarTarget(
                one.Of.First.Attempt.Id,
                one.Files.Max(file => file.Level),
                one.Files
            ),
        ];
        var known = live.Select(blip => blip.Attempt).ToList();
        return new RadarReport(
            target,
            pairs,
            against,
            MergeOrder.Of(known, pairs, against),
            [.. attempts.Except(known).Select(one => one.Id)]
        );
    }
}
