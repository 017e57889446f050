using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Folders;

/// <summary>
/// What lies on disk of a plan, for the command line and the server alike (docs/decisions/0008). It reads and never writes, and asks
/// git nothing.
/// </summary>
public static class PlanFolder
{
    /// <summary>How the server begins when it finds that the files are not what planning would make of the wish; the path follows.</summary>
    public const string OutOfDate = "There is no current plan of ";

    /// <summary>What planning has to know of the checkout at <paramref name="root"/>.</summary>
    /// <param name="root">Absolute; the top of the checkout.</param>
    /// <param name="wishRelativePath">The document's path, relative to the root.</param>
    /// <param name="wish">What was read of <paramref name="wishText"/>.</param>
    /// <param name="branches">Local and remote, without the remote's name.</param>
    /// <param name="baseBranch">The branch that is checked out.</param>
    /// <exception cref="IOException">A file of the plan cannot be read; so <see cref="UnauthorizedAccessException"/>.</exception>
    public static PlanFacts Read(
        string root,
        string wishRelativePath,
        string wishText,
        Wish wish,
        IReadOnlyList<string> branches,
        string? baseBranch,
        DateTimeOffset now
    )
    {
        var places = PlanPlaces.Of(wish, wishRelativePath);
        return new PlanFacts
        {
            Now = now,
            WishPath = wishRelativePath,
            WishText = wishText,
            Personas = AgentFiles.Read(root),
            Branches = branches,
            BaseBranch = baseBranch,
            Existing = Existing(root, places),
            TakenTitles = OtherTitles(root, places),
            Lessons = LessonFolder.Read(root),
        };
    }

    /// <summary>The document that a name means in the checkout at <paramref name="root"/>.</summary>
    /// <param name="name">A file or a folder, relative to the root or absolute, or a name below <c>.genie/wishes</c>.</param>
    public static WishPlace Find(string root, string name) => WishSearch.In(root, name);

    /// <summary>
    /// Whether a path leads to a place inside of the root when all links are followed. To be asked of each file before it is handed
    /// to somebody else than the person whose checkout it is.
    /// </summary>
    /// <param name="relativePath">Relative to the root; it need not exist.</param>
    public static bool IsInside(string root, string relativePath) =>
        RealPath.IsInside(Path.Combine(root, relativePath), root);

    /// <summary>
    /// Plans as it was planned before: with the final validation that only the command line asked for, where with it the plan
    /// that stands on disk is current.
    /// </summary>
    public static PlanOutcome PlanAgain(Wish wish, PlanFacts facts)
    {
        var outcome = Planner.Plan(wish, facts);
        if (outcome.IsCurrent || outcome.IsBlocked || facts.FinalValidation)
            return outcome;
        var whole = Planner.Plan(wish, facts with { FinalValidation = true });
        return whole.IsCurrent ? whole : outcome;
    }

    /// <summary>
    /// The plan's own files that stand on disk: the document, the plan, the groups' task files; no blocker reports, no archives,
    /// nothing that is still to be made or that makes room first. Relative to the root.
    /// </summary>
    public static IReadOnlyList<string> OwnFiles(ForgePlan plan)
    {
        var there = plan
            .Changes.Where(c =>
                c.Action is FileAction.Unchanged or FileAction.Kept or FileAction.Update
            )
            .Select(c => c.Path)
            .ToHashSet(StringComparer.Ordinal);
        var files = plan.Groups.Select(g => g.TaskFile);
        if (plan.PlanFile is { } own)
            files = files.Prepend(own);
        files = files.Where(there.Contains);
        return plan.Wish.StartsWith("../", StringComparison.Ordinal)
            ? [.. files]
            : [plan.Wish, .. files];
    }

    private static Dictionary<string, string> Existing(string root, PlanPlaces places)
    {
        var found = new Dictionary<string, string>();
        Add(places.Folder, "task-*.md");
        Add(places.Reports.TrimEnd('/'), "forge-plan-*.md");
        Add(places.Reports.TrimEnd('/'), "blocker-*.md");
        return found;

        void Add(string folder, string pattern)
        {
            var at = Path.Combine(root, folder);
            if (Directory.Exists(at))
                foreach (var file in Directory.EnumerateFiles(at, pattern))
                    found[$"{folder}/{Path.GetFileName(file)}"] = File.ReadAllText(file);
        }
    }

    // The line stands near the top of a task file.
    private static List<string> OtherTitles(string root, PlanPlaces places)
    {
        const string mark = "**Title:** ";
        var titles = new List<string>();
        var wishes = Path.GetDirectoryName(Path.Combine(root, places.Folder))!;
        if (!Directory.Exists(wishes))
            return titles;
        foreach (var folder in Directory.EnumerateDirectories(wishes).Order(StringComparer.Ordinal))
            if (Path.GetFileName(folder) != Path.GetFileName(places.Folder))
                foreach (var file in Directory.EnumerateFiles(folder, "task-*.md"))
                    if (
                        File.ReadLines(file)
                            .Take(10)
                            .FirstOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal)) is
                        { } line
                    )
                        titles.Add(line[mark.Length..].Trim());
        return titles;
    }
}
