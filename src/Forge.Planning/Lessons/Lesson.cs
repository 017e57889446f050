using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Lessons;

/// <summary>Something that was learnt, kept as a file of the repository: <c>.genie/lessons/DATE-SLUG.md</c>.</summary>
public sealed record Lesson
{
    /// <summary>The file's name without its ending.</summary>
    public required string Id { get; init; }
    public required LessonSource Source { get; init; }

    /// <summary>A day.</summary>
    public required DateOnly Created { get; init; }

    /// <summary>Paths, globs, kinds of groups (<c>work</c>, <c>final_validation</c>), personas (<c>persona:tests</c>). Empty: found by its words.</summary>
    public IReadOnlyList<string> AppliesTo { get; init; } = [];

    /// <summary>In kebab case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }
}

/// <summary>Where a lesson comes from. Each has a source; one without is nobody's.</summary>
public sealed record LessonSource(
    LessonKind Kind,
    string? Path = null,
    string? Attempt = null,
    string? Commit = null
);

[JsonConverter(typeof(SnakeCase<LessonKind>))]
public enum LessonKind
{
    Done,
    Blocker,
    Failure,
    Review,
    Person,
}
