using Forge.Core.Domain.Plans;
using Forge.Planning.Reports;

namespace Forge.Core.Running.Plans;

/// <summary>Conflicts of a plan: those that the radar sees, and those that a merge met.</summary>
internal static class PlanConflicts
{
    /// <summary>What stands in the log between the words and the files of a conflict that was met.</summary>
    public const string Files = ": ";

    public static IReadOnlyList<SeenConflict> Of(
        PlanLook look,
        PlanRadar radar,
        IReadOnlyList<PlanLogLine> log
    )
    {
        var seen = Predicted(look, radar, log);
        // Each time that somebody tries is the same conflict until the group is merged.
        foreach (
            var met in log.Where(l => l.What == "conflict" && l.GroupId is not null)
                .GroupBy(l => (l.GroupId!, l.Text))
        )
        {
            var (group, text) = met.Key;
            var first = met.First();
            var merged = log.FirstOrDefault(l =>
                l.GroupId == group && l.What == "merge" && l.Seq > first.Seq
            );
            var paths = text[(text.IndexOf(Files, StringComparison.Ordinal) + Files.Length)..]
                .Split(", ");
            var predicted = seen.FindIndex(s =>
                s.First == group && s.Second is null && s.Paths.Intersect(paths).Any()
            );
            var conflict = new SeenConflict
            {
                First = group,
                Level = ConflictLevel.ConflictWithTarget,
                Paths = paths,
                PredictedAt = predicted < 0 ? null : seen[predicted].PredictedAt,
                MetAt = first.At,
                Resolution = merged is null ? null : $"merged by {merged.By}: {merged.Text}",
            };
            if (predicted < 0)
                seen.Add(conflict);
            else
                seen[predicted] = conflict;
        }
        return seen;
    }

    // What the radar sees now, and what it saw before and sees no more.
    private static List<SeenConflict> Predicted(
        PlanLook look,
        PlanRadar radar,
        IReadOnlyList<PlanLogLine> log
    )
    {
        var now = radar
            .Overlaps.Select(o =>
                Seen(o) with
                {
                    PredictedAt = OverlapLines.FirstSeen(log, o) ?? look.Facts.Now,
                }
            )
            .ToList();
        // Of two that came nearer to each other the last level counts, and the first time.
        var gone = log.Select(line => (Line: line, Overlap: OverlapLines.Of(line)))
            .Where(one => one.Overlap is not null)
            .GroupBy(one => (one.Overlap!.First, one.Overlap.Second))
            .Where(g => !now.Exists(s => (s.First, s.Second) == g.Key))
            .Select(g =>
                Seen(g.Last().Overlap!) with
                {
                    PredictedAt = g.First().Line.At,
                    Resolution = "the radar sees it no more",
                }
            );
        return [.. now, .. gone];
    }

    private static SeenConflict Seen(PlanOverlap overlap) =>
        new()
        {
            First = overlap.First,
            Second = overlap.Second,
            Level = Level(overlap),
            Paths = overlap.Files,
        };

    private static ConflictLevel Level(PlanOverlap overlap) =>
        overlap.Level switch
        {
            _ when overlap.Second is null => ConflictLevel.ConflictWithTarget,
            "same_file" => ConflictLevel.SameFile,
            "same_hunk" => ConflictLevel.SameHunk,
            _ => ConflictLevel.Conflict,
        };
}
