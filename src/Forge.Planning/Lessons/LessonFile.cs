using System.Globalization;
using System.Text;
using Forge.Planning.Markdown;
using Forge.Planning.Reading;

namespace Forge.Planning.Lessons;

/// <summary>A lesson as a file: front matter, and the lesson in Markdown below. What is written reads back the same.</summary>
public static class LessonFile
{
    public const string Folder = ".genie/lessons";

    public static string Path(Lesson lesson) => $"{Folder}/{lesson.Id}.md";

    /// <summary>Null when the file has no front matter or no text: it is no lesson then. What is missing is taken from the name.</summary>
    public static Lesson? Read(string text, string path)
    {
        var lines = text.Replace("\r\n", "\n").TrimStart('\uFEFF').Split('\n');
        var front = FrontMatter.TakeOutOf(lines);
        var body = string.Join('\n', lines).Trim('\n', ' ', '\t');
        if (front.IsEmpty || body.Length == 0)
            return null;
        var name = path[(path.LastIndexOf('/') + 1)..];
        // The name, and not what the file says of itself: references must lead to it.
        var id = name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return new Lesson
        {
            Id = id,
            Source = new LessonSource(
                Kind(front["source.kind"] ?? front["source"]),
                front["source.path"],
                front["source.attempt"],
                front["source.commit"]
            ),
            Created = Day(front["created"]) ?? Day(id) ?? DateOnly.MinValue,
            AppliesTo = List(front["applies_to"]),
            Tags = List(front["tags"]),
            Body = body,
        };
    }

    public static string Write(Lesson lesson)
    {
        var text = new StringBuilder("---\n");
        text.Append($"id: {Quoted(lesson.Id)}\nsource:\n  kind: {Word(lesson.Source.Kind)}\n");
        foreach (
            var (key, value) in (ReadOnlySpan<(string, string?)>)
                [
                    ("path", lesson.Source.Path),
                    ("attempt", lesson.Source.Attempt),
                    ("commit", lesson.Source.Commit),
                ]
        )
            if (!string.IsNullOrEmpty(value))
                text.Append($"  {key}: {Quoted(value)}\n");
        text.Append($"created: {Text(lesson.Created)}\n");
        text.Append($"applies_to: [{string.Join(", ", lesson.AppliesTo.Select(Quoted))}]\n");
        text.Append($"tags: [{string.Join(", ", lesson.Tags.Select(Quoted))}]\n---\n\n");
        return text.Append(lesson.Body.Trim('\n', ' ', '\t')).Append('\n').ToString();
    }

    internal static string Word(LessonKind kind) => kind.ToString().ToLowerInvariant();

    internal static string Text(DateOnly day) =>
        day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static LessonKind Kind(string? word) =>
        Enum.TryParse<LessonKind>(word, ignoreCase: true, out var kind) ? kind : LessonKind.Person;

    // Of an id or a date with a time, the day in front.
    private static DateOnly? Day(string? text) =>
        text is { Length: >= 10 }
        && DateOnly.TryParseExact(
            text[..10],
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    // Front matter joins lists with comma and space; in a glob's braces no space follows the comma.
    private static IReadOnlyList<string> List(string? joined) =>
        joined is null || Words.IsNothing(joined)
            ? []
            : [.. joined.Split(", ").Select(i => i.Trim()).Where(i => i.Length > 0).Distinct()];

    private static string Quoted(string text)
    {
        var made = new StringBuilder("\"");
        foreach (var c in text)
            made.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    _ when char.IsControl(c) => " ",
                    _ => c.ToString(),
                }
            );
        return made.Append('"').ToString();
    }
}
