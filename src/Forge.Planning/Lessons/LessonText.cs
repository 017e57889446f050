using System.Text;
using Forge.Planning.Writing;

namespace Forge.Planning.Lessons;

/// <summary>Lessons as an agent reads them: in short, each with its file and where it comes from.</summary>
public static class LessonText
{
    // Of a lesson, enough to decide whether to read its file.
    private const int Longest = 400;

    /// <summary>A section of a prompt or a task file; empty when there are no lessons.</summary>
    public static string Section(IReadOnlyList<ChosenLesson> lessons) =>
        lessons.Count == 0
            ? ""
            : new StringBuilder(
                "## Lessons\nWhat earlier work in this repository taught; follow what applies here.\n"
            )
                .Bullets(lessons.Select(Line))
                .ToString();

    /// <summary><c>blocker report `.genie/…`</c></summary>
    public static string Source(LessonSource source)
    {
        var parts = new List<string>
        {
            source.Kind switch
            {
                LessonKind.Done => "done report",
                LessonKind.Blocker => "blocker report",
                LessonKind.Failure => "a failure",
                LessonKind.Review => "review",
                _ => "a person",
            },
        };
        if (source.Path is { } path)
            parts.Add($"`{path}`");
        if (source.Attempt is { } attempt)
            parts.Add($"attempt {attempt}");
        if (source.Commit is { } commit)
            parts.Add($"commit {commit}");
        return string.Join(", ", parts);
    }

    private static string Line(ChosenLesson chosen) =>
        $"{Short(chosen.Lesson.Body)} (`@{LessonFile.Path(chosen.Lesson)}`; from {Source(chosen.Lesson.Source)})";

    private static string Short(string body)
    {
        var first = Lines.OneLine(
            body.Split('\n')
                .Select(l => l.TrimStart('#', ' '))
                .SkipWhile(string.IsNullOrWhiteSpace)
                .TakeWhile(l => !string.IsNullOrWhiteSpace(l))
                .Aggregate("", (a, b) => $"{a} {b}")
        );
        if (first.Length <= Longest)
            return first;
        var cut = first.LastIndexOf(' ', Longest);
        return first[..(cut > Longest / 2 ? cut : Longest)] + " …";
    }
}
