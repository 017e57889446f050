using System.Globalization;
using System.Text;
using Forge.Planning.Markdown;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Reports;
using Forge.Planning.Writing;

namespace Forge.Planning.Lessons;

/// <summary>Why an attempt failed, and what shows it.</summary>
public sealed record FailureFacts
{
    public required string Group { get; init; }

    /// <summary>Null where nobody knows any more which it was.</summary>
    public string? Attempt { get; init; }

    /// <summary>Of the plan's wish, from the repository's root.</summary>
    public string? Wish { get; init; }

    /// <summary>As a word: <c>validation</c>, <c>conflict</c>, <c>stall</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>What was seen: the command and its last lines, the files of a conflict.</summary>
    public required string Evidence { get; init; }

    /// <summary>What helped in the end; null where nobody knows.</summary>
    public string? Mend { get; init; }
    public string? Commit { get; init; }

    /// <summary>What the group was to change.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>Finds what may be a lesson. All are candidates: a person keeps what is worth it.</summary>
public static class LessonFinder
{
    // A longer list is a protocol, and none of lessons.
    private const int MostOfOne = 20;
    private const int LongestSlug = 50;
    private const int LongestEvidence = 2000;
    private const int ShortestText = 12;

    private static readonly string[] Sections =
    [
        "lessons",
        "lesson",
        "lessons learned",
        "lessons learnt",
        "learnings",
        "learning",
        "what we learned",
        "follow ups",
        "follow up",
        "followups",
        "recommendations",
        "recommended adjustments",
        "root cause",
        "root cause analysis",
        "key decisions",
        "retrospective",
        "gotchas",
    ];

    /// <summary>Of a done report, a blocker report or a review: what stands in sections that are named like lessons, each bullet one.</summary>
    /// <param name="path">Of the report, from the repository's root.</param>
    public static IReadOnlyList<Lesson> InReport(
        string text,
        string path,
        LessonKind kind,
        DateOnly day
    )
    {
        var found = new List<Lesson>();
        foreach (var section in Outline.Of(SourceText.Of(text)).Root.All())
            if (IsNamed(section))
                foreach (var said in section.AllNodes().SelectMany(TextsIn).Take(MostOfOne))
                    if (said.Count(char.IsLetter) >= ShortestText && !IsForgesOwn(said))
                        found.Add(
                            Made(
                                said,
                                day,
                                new LessonSource(kind, path),
                                [],
                                [Words.Kebab(Words.Normal(section.Title.Plain))]
                            )
                        );
        return New([.. found.DistinctBy(l => l.Body)], []);
    }

    public static Lesson InFailure(FailureFacts facts, DateOnly day)
    {
        var evidence = facts.Evidence.Trim('\n', '\r');
        if (evidence.Length > LongestEvidence)
            evidence = "…\n" + evidence[^LongestEvidence..];
        var text = new StringBuilder(
            $"Group {facts.Group} failed, cause {facts.Cause.Replace('_', ' ')}.\n"
        );
        if (facts.Mend is { Length: > 0 } mend)
            text.Append($"What helped: {mend}\n");
        if (evidence.Length > 0)
            text.Append('\n').Append(Lines.Fence(evidence, "text"));
        return Made(
            text.ToString().Trim('\n'),
            day,
            new LessonSource(LessonKind.Failure, facts.Wish, facts.Attempt, facts.Commit),
            facts.Files,
            [Words.Kebab(facts.Cause)]
        );
    }

    /// <summary>What a person wrote.</summary>
    public static Lesson Typed(
        string text,
        DateOnly day,
        IReadOnlyList<string>? appliesTo = null,
        IReadOnlyList<string>? tags = null
    ) =>
        Made(
            text.Replace("\r\n", "\n").Trim(),
            day,
            new LessonSource(LessonKind.Person),
            appliesTo ?? [],
            [.. (tags ?? []).Select(t => Words.Kebab(t))]
        );

    /// <summary>Candidates that nobody kept yet, each with an id that is free.</summary>
    public static IReadOnlyList<Lesson> New(
        IReadOnlyList<Lesson> candidates,
        IReadOnlyList<Lesson> existing
    )
    {
        var said = existing.Select(l => Lines.OneLine(l.Body)).ToHashSet();
        var ids = existing.Select(l => l.Id).ToHashSet();
        var fresh = new List<Lesson>();
        foreach (var candidate in candidates)
        {
            if (!said.Add(Lines.OneLine(candidate.Body)))
                continue;
            var id = candidate.Id;
            for (var n = 2; !ids.Add(id); n++)
                id = string.Create(CultureInfo.InvariantCulture, $"{candidate.Id}-{n}");
            fresh.Add(candidate with { Id = id });
        }
        return fresh;
    }

    // What Forge counts or says in every report of the kind.
    private static bool IsForgesOwn(string said) =>
        said == BlockerParts.PlanAgain || DoneReport.IsCounted(said);

    private static bool IsNamed(Section section) =>
        section.Level > 0 && Sections.Contains(Words.Normal(section.Title.Plain));

    private static IEnumerable<string> TextsIn(Node node) =>
        node switch
        {
            Bullets bullets => bullets.Items.Select(ItemText).OfType<string>(),
            // A line that only names the list below it is no lesson.
            Prose prose when !prose.Lines[^1].Plain.EndsWith(':') =>
            [
                string.Join('\n', prose.Lines.Select(l => l.Raw)),
            ],
            _ => [],
        };

    private static string? ItemText(Item item)
    {
        if (item.First is null)
            return null;
        var text = new StringBuilder();
        foreach (var prose in item.Nodes.OfType<Prose>())
        foreach (var line in prose.Lines)
            text.Append(line.Raw).Append('\n');
        foreach (var inner in item.Nodes.OfType<Bullets>().SelectMany(b => b.Items))
            if (inner.First is { } first)
                text.Append("- ").Append(first.Raw).Append('\n');
        return text.ToString().Trim();
    }

    private static Lesson Made(
        string body,
        DateOnly day,
        LessonSource source,
        IReadOnlyList<string> appliesTo,
        IReadOnlyList<string> tags
    )
    {
        var slug = Words.Kebab(body.Split('\n')[0], LongestSlug);
        return new Lesson
        {
            Id = $"{LessonFile.Text(day)}-{(slug.Length > 0 ? slug : "lesson")}",
            Source = source,
            Created = day,
            AppliesTo = appliesTo,
            Tags = [.. tags.Where(t => t.Length > 0)],
            Body = body,
        };
    }
}
