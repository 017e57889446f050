using System.Diagnostics;
using Forge.Core.Git;
using Forge.Core.Git.Radar;

namespace Forge.Bench.Radar;

/// <summary>One repository's figures: milliseconds, and what the radar had to do for them.</summary>
internal sealed class RadarFigures
{
    public List<double> Cold { get; } = [];
    public List<double> OneChanged { get; } = [];
    public List<double> TargetMoved { get; } = [];
    public List<double> Nothing { get; } = [];
    public int Merges { get; private set; }
    public int MergesOfOne { get; private set; }
    public int Pairs { get; private set; }
    public int Conflicts { get; private set; }

    public static async Task<RadarFigures> TakeAsync(
        string place,
        int count,
        bool allMeet,
        int rounds,
        CancellationToken ct
    )
    {
        RadarRepository.Make(place, count, allMeet);
        var repo = await new GitRepositories().OpenAsync(place, ct);
        var target = RadarRepository.Commit(place, "main");
        // Something else that came into the target: one attempt's work.
        var moved = RadarRepository.Commit(place, $"attempt/{count - 1}");
        List<RadarAttempt> all = [];
        List<RadarAttempt> next = [];
        for (var n = 0; n < count; n++)
        {
            var id = Guid.NewGuid();
            all.Add(new RadarAttempt(id, RadarRepository.Commit(place, $"attempt/{n}"), n));
            next.Add(new RadarAttempt(id, RadarRepository.Commit(place, $"next/{n}"), n));
        }
        var figures = new RadarFigures();
        for (var round = 0; round < rounds; round++)
            await figures.RoundAsync(
                new ConflictRadar(repo),
                target,
                moved,
                all,
                next[round % count],
                ct
            );
        return figures;
    }

    private async Task RoundAsync(
        ConflictRadar radar,
        string target,
        string moved,
        List<RadarAttempt> all,
        RadarAttempt next,
        CancellationToken ct
    )
    {
        var report = await TimeAsync(Cold, () => radar.RefreshAsync(target, all, ct));
        Merges = radar.MergesTried;
        Pairs = report.Pairs.Count;
        Conflicts = report.Pairs.Count(pair => pair.Level == RadarLevel.Conflict);
        List<RadarAttempt> changed = [.. all.Select(one => one.Id == next.Id ? next : one)];
        await TimeAsync(OneChanged, () => radar.RefreshAsync(target, changed, ct));
        MergesOfOne = radar.MergesTried;
        await TimeAsync(Nothing, () => radar.RefreshAsync(target, changed, ct));
        await TimeAsync(TargetMoved, () => radar.RefreshAsync(moved, changed, ct));
    }

    private static async Task<RadarReport> TimeAsync(
        List<double> into,
        Func<Task<RadarReport>> refresh
    )
    {
        var clock = Stopwatch.StartNew();
        var report = await refresh();
        into.Add(clock.Elapsed.TotalMilliseconds);
        return report;
    }
}
