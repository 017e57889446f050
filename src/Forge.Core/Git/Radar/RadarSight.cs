namespace Forge.Core.Git.Radar;

/// <summary>An attempt, and where it left the target.</summary>
internal sealed record Blip(RadarAttempt Attempt, string Start)
{
    public string Commit => Attempt.Commit;
}

/// <summary>Two attempts that may meet; without a second one it is the target.</summary>
internal sealed record Meeting(Blip First, Blip? Second = null)
{
    public string Other(string target) => Second?.Commit ?? target;
}

/// <summary>
/// What is to be said of a meeting. Lines are compared where they are in the target's version: attempts that left it at
/// different commits count them differently.
/// </summary>
internal sealed class RadarSight(RadarFacts facts, string target)
{
    /// <summary>The hunks that have to be known to say it.</summary>
    public IEnumerable<(string From, string To, string Path)> Questions(Meeting meeting)
    {
        foreach (var path in Shared(meeting).Where(path => IsInLines(meeting, path)))
        foreach (var blip in new[] { meeting.First, meeting.Second }.OfType<Blip>())
        {
            yield return (blip.Start, blip.Commit, path);
            var old = Changes(blip).InLines[path].OldPath;
            if (TargetHas(blip, old))
                yield return (blip.Start, target, old);
        }
    }

    /// <summary>The files in which they meet; none when they do not.</summary>
    public IReadOnlyList<RadarFile> Of(Meeting meeting)
    {
        var shared = Shared(meeting).ToHashSet();
        var conflicts = Conflicts(meeting, shared).ToHashSet();
        return
        [
            .. shared
                .Union(conflicts)
                .Order(StringComparer.Ordinal)
                .Select(path => File(meeting, path, conflicts.Contains(path))),
        ];
    }

    private RadarFile File(Meeting meeting, string path, bool conflict)
    {
        var inLines = IsInLines(meeting, path);
        var first = inLines ? Lines(meeting.First, path) : [];
        var second =
            !inLines ? []
            : meeting.Second is { } other ? Lines(other, path)
            : TargetLines(meeting.First, path);
        var level =
            conflict ? RadarLevel.Conflict
            : first.Count == 0 || second.Count == 0 || Hunk.Touch(first, second)
                ? RadarLevel.SameHunk
            : RadarLevel.SameFile;
        return new RadarFile(path, level, first, second);
    }

    private IEnumerable<string> Shared(Meeting meeting) =>
        Changes(meeting.First).Paths.Intersect(OtherChanges(meeting).Paths);

    // When the two left the target at different commits, the one has some of the target's own changes, too, and a conflict
    // with those is none between the two.
    private IEnumerable<string> Conflicts(Meeting meeting, HashSet<string> shared)
    {
        var all = facts.Conflicts(meeting.First.Commit, meeting.Other(target));
        return meeting.Second is null || meeting.Second.Start == meeting.First.Start
            ? all
            : all.Where(path => shared.Contains(Plain(path)));
    }

    // Where a file and a folder have one name git sets the file aside as name~commit.
    private static string Plain(string path) =>
        path.LastIndexOf('~') is var at and > 0 ? path[..at] : path;

    private bool IsInLines(Meeting meeting, string path) =>
        Changes(meeting.First).InLines.ContainsKey(path)
        && OtherChanges(meeting).InLines.ContainsKey(path);

    private ChangeSet Changes(Blip blip) => facts.Changes(blip.Start, blip.Commit);

    private ChangeSet OtherChanges(Meeting meeting) =>
        meeting.Second is { } other ? Changes(other) : facts.Changes(meeting.First.Start, target);

    private bool TargetHas(Blip blip, string path) =>
        blip.Start != target && facts.Changes(blip.Start, target).InLines.ContainsKey(path);

    private IReadOnlyList<LineRange> Lines(Blip blip, string path)
    {
        var old = Changes(blip).InLines[path].OldPath;
        var shift = TargetHas(blip, old) ? facts.Hunks(blip.Start, target, old) : [];
        return
        [
            .. facts
                .Hunks(blip.Start, blip.Commit, path)
                .Select(hunk => Hunk.Moved(hunk.Old, shift)),
        ];
    }

    private IReadOnlyList<LineRange> TargetLines(Blip blip, string path)
    {
        var old = Changes(blip).InLines[path].OldPath;
        return TargetHas(blip, old)
            ? [.. facts.Hunks(blip.Start, target, old).Select(hunk => hunk.New)]
            : [];
    }
}
