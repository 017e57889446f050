using Forge.Cli.Commands.Wishes;
using Forge.Planning.Lessons;

namespace Forge.Cli.Commands.Lessons;

/// <summary>Finds the reports of a wish, and what in them may be a lesson.</summary>
internal static class LessonReports
{
    /// <param name="from">A report, or a wish as for <c>forge plan</c>: all of its reports and reviews.</param>
    public static IReadOnlyList<Lesson> Candidates(
        Surroundings here,
        string root,
        string from,
        DateOnly day
    )
    {
        var found = new List<Lesson>();
        foreach (var file in Files(here, from))
        {
            var path = Path.GetRelativePath(root, file);
            found.AddRange(LessonFinder.InReport(File.ReadAllText(file), path, Kind(file), day));
        }
        return found;
    }

    /// <summary>It names the whole of a wish, and no single report.</summary>
    public static bool IsWish(Surroundings here, string from) => IsWish(WishFiles.Find(here, from));

    private static bool IsWish(string file) =>
        Path.GetFileName(file).EndsWith("wish.md", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Files(Surroundings here, string from)
    {
        var file = WishFiles.Find(here, from);
        if (!IsWish(file))
            return [file];
        var folder = Path.GetDirectoryName(file)!;
        return
        [
            .. Below(Path.Combine(folder, "reports"), "*.md")
                .Where(one =>
                    !Path.GetFileName(one).StartsWith("forge-plan", StringComparison.Ordinal)
                ),
            .. Below(Path.Combine(folder, "qa"), "review*.md"),
        ];
    }

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, pattern, SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
            : [];

    // By the names that FORMATS gives them; what has none of these says what was done.
    private static LessonKind Kind(string file)
    {
        var name = Path.GetFileName(file);
        return name.StartsWith("blocker", StringComparison.OrdinalIgnoreCase) ? LessonKind.Blocker
            : name.StartsWith("review", StringComparison.OrdinalIgnoreCase) ? LessonKind.Review
            : LessonKind.Done;
    }
}
