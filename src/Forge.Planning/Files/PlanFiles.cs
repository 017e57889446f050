using Forge.Planning.Lessons;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;
using Forge.Planning.Writing;

namespace Forge.Planning.Files;

/// <summary>Turns a plan into changes of files, beside what lies there already.</summary>
internal sealed class PlanFiles(PlanPlaces places, PlanFacts facts, PlanFindings findings)
{
    private readonly List<FileChange> _files = [];
    private readonly HashSet<string> _archives = [];

    /// <summary>The newest plan of this wish that <c>forge plan</c> wrote.</summary>
    public static string? ExistingPlan(PlanPlaces places, PlanFacts facts) =>
        Newest(places.Reports + "forge-plan-", facts);

    public static string? ExistingBlocker(PlanPlaces places, PlanFacts facts) =>
        Newest(places.Reports + "blocker-forge-", facts);

    private static string? Newest(string start, PlanFacts facts) =>
        facts
            .Existing.Keys.Where(path =>
                path.StartsWith(start, StringComparison.Ordinal)
                && MarkedText.IsIn(facts.Existing[path])
            )
            .Max(StringComparer.Ordinal);

    public PlanChanges Write(ForgePlan plan, IReadOnlyList<PlannedGroup> groups)
    {
        var chosen = groups.Where(g => IsChosen(g.Group)).ToList();
        var tasks = ManyHands.Each(
            chosen,
            g =>
                Task(
                    g.Group,
                    TaskParts.Of(
                        plan,
                        g.Group,
                        g.Source,
                        LessonText.Section(LessonChoice.For(g.Group, facts.Lessons))
                    )
                )
        );
        foreach (var task in tasks)
            AddTask(task);
        if (facts.OnlyGroups.Count == 0)
            AddLeftOver(groups);
        var own = ExistingPlan(places, facts);
        if (own is null || facts.OnlyGroups.Count == 0)
            AddPlan(plan.PlanFile!, own, PlanParts.Of(plan, groups, facts.Now));
        var folders = chosen.Select(g => g.Group.EvidenceFolder);
        return new PlanChanges(
            [.. _files.OrderBy(f => f.Path, StringComparer.Ordinal)],
            [.. folders]
        );
    }

    private bool IsChosen(PlanGroup group) =>
        facts.OnlyGroups.Count == 0 || facts.OnlyGroups.Contains(group.Id);

    /// <summary>What a task file is to become.</summary>
    /// <param name="Old">What lies there.</param>
    /// <param name="Made">Whole, where nothing of ours lies there.</param>
    /// <param name="Merged">With what lies there.</param>
    private sealed record TaskText(PlanGroup Group, string? Old, string? Made, Merged? Merged);

    private TaskText Task(PlanGroup group, IReadOnlyList<Part> parts) =>
        facts.Existing.TryGetValue(group.TaskFile, out var old) && MarkedText.IsIn(old)
            ? new TaskText(group, old, null, PartMerge.Merge(parts, old))
            : new TaskText(group, old, MarkedText.Write(parts), null);

    private void AddTask(TaskText task)
    {
        var (group, old, made, merged) = task;
        var path = group.TaskFile;
        if (old is null)
        {
            Add(path, FileAction.Create, null, made!);
            return;
        }
        var state = TaskStates.Of(old);
        if (merged is null)
        {
            if (state == TaskState.InUse)
                HaltInUse(group, old);
            var archived = Archive(path);
            _files.Add(Change(path, FileAction.Replace, old, made) with { ArchivedAs = archived });
            return;
        }
        var differs = merged.Text != old;
        if (differs && state == TaskState.InUse && OnlyLessons(merged))
        {
            findings.Hint(
                "task-file-kept",
                group.Line,
                $"{path} is left as it is: there are other lessons now, and somebody works with it"
            );
            _files.Add(Change(path, FileAction.Kept, old, old) with { Kept = merged.Changed });
            return;
        }
        if (differs && state == TaskState.InUse)
            HaltInUse(group, old);
        if (differs && state == TaskState.Ran)
        {
            findings.Hint(
                "task-file-kept",
                group.Line,
                $"{path} is left as it is: its status says that group {group.Id} ran"
            );
            _files.Add(Change(path, FileAction.Kept, old, old) with { Kept = merged.Changed });
            return;
        }
        AddMerged(path, old, merged, group.Line);
    }

    // What is learnt meanwhile is for the next one.
    private static bool OnlyLessons(Merged merged) =>
        merged.Changed.Contains(TaskParts.Lessons)
        && merged.Changed.All(p => p is TaskParts.Lessons or TaskParts.Prompt);

    private void HaltInUse(PlanGroup group, string text) =>
        findings.Halt(
            "task-file-in-use",
            group.Line,
            $"{group.TaskFile} would change, and its status is \"{HeadLines.Value(text, "Status")}\""
        );

    private void AddMerged(string path, string old, Merged merged, int line)
    {
        foreach (var part in merged.Kept)
            findings.Warn(
                "section-kept",
                line,
                $"{path}: a person edited \"{part}\"; it is kept, though it would be written differently now"
            );
        foreach (var part in merged.Removed)
            findings.Hint(
                "section-removed",
                line,
                $"{path}: a person took \"{part}\" out; it stays out"
            );
        _files.Add(
            Change(
                path,
                merged.Text == old ? FileAction.Unchanged : FileAction.Update,
                old,
                merged.Text
            ) with
            {
                Changed = merged.Changed,
                Kept = merged.Kept,
            }
        );
    }

    private void AddPlan(string path, string? own, IReadOnlyList<Part> parts)
    {
        if (own is null)
        {
            Add(path, FileAction.Create, null, MarkedText.Write(parts));
            return;
        }
        var old = facts.Existing[own];
        var merged = PartMerge.Merge(parts, old);
        var status = HeadLines.Value(old, "Status") ?? "";
        var wasBlocked = status.StartsWith("BLOCKED", StringComparison.Ordinal);
        // What was approved is no longer what stands there.
        if (merged.Changed.Count > 0 || wasBlocked)
        {
            var text = HeadLines.With(merged.Text, "Status", PlanParts.Pending);
            var why =
                merged.Changed.Count > 0
                    ? $"Planned again ({string.Join(", ", merged.Changed)} changed)"
                    : "Planned again; nothing is in the way any more";
            merged = merged with { Text = Logged(text, $"{why}; a person's approval is pending") };
        }
        AddMerged(own, old, merged, 1);
    }

    private string Logged(string text, string entry)
    {
        var log = MarkedText.Parse(text).Chunks.FirstOrDefault(c => c.Name == Part.Log);
        if (log is null)
            return text;
        var mark = MarkedText.MarkOf(log.Name, log.Digest).TrimEnd('\n');
        var blank = log.Raw.Length - log.Raw.TrimEnd().Length;
        var at = text.IndexOf(mark, StringComparison.Ordinal) - blank;
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        return text.Insert(at, $"{end}- [{PlanPlaces.Time(facts.Now)}] {entry}");
    }

    // Task files of groups that the document no longer has.
    private void AddLeftOver(IReadOnlyList<PlannedGroup> groups)
    {
        var known = groups.Select(g => g.Group.TaskFile).ToHashSet();
        foreach (var path in facts.Existing.Keys.Order(StringComparer.Ordinal))
        {
            var text = facts.Existing[path];
            if (
                !path.StartsWith(places.Folder + "/task-", StringComparison.Ordinal)
                || known.Contains(path)
                || !MarkedText.IsIn(text)
                || IsArchive(path)
            )
                continue;
            if (
                TaskStates.Of(text) == TaskState.Open
                && MarkedText.Parse(text).Chunks.All(c => !c.IsEdited)
            )
                _files.Add(
                    Change(path, FileAction.Archive, text, null) with
                    {
                        ArchivedAs = Archive(path),
                    }
                );
            else
                findings.Warn(
                    "task-file-left",
                    1,
                    $"{path} belongs to a group that the wish no longer has; it was edited or ran, so it stays"
                );
        }
    }

    // task-a.202511261805.md
    private static bool IsArchive(string path) =>
        path.Split('/')[^1].Split('.') is [_, var stamp, _, ..]
        && stamp.Length >= 12
        && stamp.AsSpan(0, 12).IndexOfAnyExceptInRange('0', '9') < 0;

    private string Archive(string path)
    {
        var free = PlanPlaces.Free(
            $"{path[..^3]}.{PlanPlaces.Stamp(facts.Now)}.md",
            p => facts.Existing.ContainsKey(p) || _archives.Contains(p)
        );
        _archives.Add(free);
        return free;
    }

    /// <summary>The report, and the plan that is there set to BLOCKED; nothing if the newest report says the same.</summary>
    public PlanChanges WriteBlocked(ForgePlan plan)
    {
        var path = plan.BlockerFile!;
        var parts = BlockerParts.Of(plan, path, facts);
        if (facts.Existing.TryGetValue(path, out var old))
            _files.Add(Change(path, FileAction.Unchanged, old, old));
        else
            Add(path, FileAction.Create, null, MarkedText.Write(parts));
        if (plan.PlanFile is { } own && facts.Existing.TryGetValue(own, out var text))
        {
            var status = $"BLOCKED (see `{path}`)";
            var blocked = HeadLines.With(text, "Status", status);
            if (blocked != text)
                blocked = Logged(
                    blocked,
                    $"Blocked: {string.Join(", ", plan.Blockers.Select(b => b.Code).Distinct())}"
                );
            _files.Add(
                Change(
                    own,
                    blocked == text ? FileAction.Unchanged : FileAction.Update,
                    text,
                    blocked
                ) with
                {
                    Changed = blocked == text ? [] : [Part.Head, Part.Log],
                }
            );
        }
        return new PlanChanges(_files, []);
    }

    /// <summary>The newest report, if it says what this one would.</summary>
    public static string? SameBlocker(ForgePlan plan, PlanPlaces places, PlanFacts facts)
    {
        if (ExistingBlocker(places, facts) is not { } path)
            return null;
        var made = BlockerParts.Of(plan, path, facts);
        var there = MarkedText
            .Parse(facts.Existing[path])
            .Chunks.ToDictionary(c => c.Name, c => c.Digest);
        return made.Where(p => p.Name is not "investigation")
            .All(p => there.GetValueOrDefault(p.Name) == MarkedText.Of(p.Name, p.Text))
            ? path
            : null;
    }

    private void Add(string path, FileAction action, string? old, string made) =>
        _files.Add(Change(path, action, old, made));

    private static FileChange Change(string path, FileAction action, string? old, string? made) =>
        new()
        {
            Path = path,
            Action = action,
            Old = old,
            New = made,
        };
}
