using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>An overlap that the radar saw for the first time, as a line of the plan's log: <c>same_hunk with B: a.c, b.c</c>.</summary>
internal static class OverlapLines
{
    public const string What = "overlap";

    private const string With = " with ";
    private const string Target = "the target";

    public static string Text(PlanOverlap overlap) =>
        Key(overlap) + string.Join(", ", overlap.Files);

    /// <summary>The same two at the same level; which files they are may change.</summary>
    public static bool Has(IEnumerable<PlanLogLine> lines, PlanOverlap overlap) =>
        lines.Any(line => Is(line, overlap));

    public static DateTimeOffset? FirstSeen(IEnumerable<PlanLogLine> log, PlanOverlap overlap) =>
        log.FirstOrDefault(line => line.What == What && Is(line, overlap))?.At;

    /// <summary>Null of a line that is none of these.</summary>
    public static PlanOverlap? Of(PlanLogLine line)
    {
        var level = line.Text.IndexOf(With, StringComparison.Ordinal);
        var files = line.Text.IndexOf(PlanConflicts.Files, StringComparison.Ordinal);
        if (line.What != What || line.GroupId is not { } first || level < 0 || files < level)
            return null;
        var second = line.Text[(level + With.Length)..files];
        return new PlanOverlap(
            first,
            second == Target ? null : second,
            line.Text[..level],
            line.Text[(files + PlanConflicts.Files.Length)..].Split(", ")
        );
    }

    private static bool Is(PlanLogLine line, PlanOverlap overlap) =>
        line.GroupId == overlap.First
        && line.Text.StartsWith(Key(overlap), StringComparison.Ordinal);

    private static string Key(PlanOverlap overlap) =>
        $"{overlap.Level}{With}{overlap.Second ?? Target}{PlanConflicts.Files}";
}
