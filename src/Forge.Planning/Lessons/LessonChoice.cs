using Forge.Planning.Ownership;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Lessons;

/// <param name="Because">What of the group it fits.</param>
public sealed record ChosenLesson(Lesson Lesson, string Because);

/// <summary>
/// Which lessons a group's agent is told: those for its files first, then for its persona, its kind, and those that speak of the same
/// things. Deterministic: of equal ones the newer comes first, then by id.
/// </summary>
public static class LessonChoice
{
    /// <summary>More is not read.</summary>
    public const int Most = 5;

    private const int ForFiles = 100;
    private const int ForPersona = 50;
    private const int ForKind = 10;
    private const int ForTag = 20;
    private const int EnoughWords = 3;
    private const string PersonaMark = "persona:";

    public static IReadOnlyList<ChosenLesson> For(
        PlanGroup group,
        IReadOnlyList<Lesson> lessons,
        int most = Most
    )
    {
        if (lessons.Count == 0)
            return [];
        var said = SaidBy(group);
        return
        [
            .. lessons
                .Select(l => Weighed(l, group, said))
                .Where(w => w.Weight > 0)
                .OrderByDescending(w => w.Weight)
                .ThenByDescending(w => w.Chosen.Lesson.Created)
                .ThenBy(w => w.Chosen.Lesson.Id, StringComparer.Ordinal)
                .Take(most)
                .Select(w => w.Chosen),
        ];
    }

    private static (ChosenLesson Chosen, int Weight) Weighed(
        Lesson lesson,
        PlanGroup group,
        HashSet<string> said
    )
    {
        var (weight, because) = (0, new List<string>());
        void Add(int more, string why)
        {
            weight += more;
            because.Add(why);
        }
        foreach (var target in lesson.AppliesTo)
            if (target.StartsWith(PersonaMark, StringComparison.OrdinalIgnoreCase))
            {
                if (IsPersona(group, target[PersonaMark.Length..].Trim()))
                    Add(ForPersona, $"persona {group.Persona}");
            }
            else if (KindNamed(target) is { } kind)
            {
                if (kind == group.Kind)
                    Add(
                        ForKind,
                        kind == GroupKind.Work ? "groups that do work" : "final validation"
                    );
            }
            else if (FileFor(target, group) is { } file)
                Add(ForFiles, $"its file {file}");
        foreach (var tag in lesson.Tags.Where(t => SaysTag(said, t)))
            Add(ForTag, $"it speaks of {tag}");
        var shared = GroupFacts.Significant(lesson.Body).Where(said.Contains).ToList();
        if (shared.Count >= EnoughWords)
            Add(
                shared.Count,
                $"the same words: {string.Join(", ", shared.Order(StringComparer.Ordinal).Take(EnoughWords))}"
            );
        return (new ChosenLesson(lesson, string.Join("; ", because.Distinct())), weight);
    }

    private static GroupKind? KindNamed(string target) =>
        target switch
        {
            "work" => GroupKind.Work,
            "final_validation" => GroupKind.FinalValidation,
            _ => null,
        };

    private static bool IsPersona(PlanGroup group, string name) =>
        string.Equals(group.Persona, name, StringComparison.OrdinalIgnoreCase);

    // Either may be a glob: the lesson's is asked of the group's path, and the other way round; of two globs, one lies in the other's folder.
    private static string? FileFor(string target, PlanGroup group)
    {
        var lesson = new PathPattern(target);
        foreach (var file in group.Files)
        {
            var own = new PathPattern(file);
            if (
                own.IsGlob && lesson.IsGlob
                    ? own.FixedPart.StartsWith(lesson.FixedPart, StringComparison.Ordinal)
                        || lesson.FixedPart.StartsWith(own.FixedPart, StringComparison.Ordinal)
                    : lesson.Matches(own.FixedPart) || own.Matches(lesson.FixedPart)
            )
                return file;
        }
        return null;
    }

    // A tag of several words is said when each of them is.
    private static bool SaysTag(HashSet<string> said, string tag) =>
        tag.Split('-', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
        && words.All(said.Contains);

    private static HashSet<string> SaidBy(PlanGroup group)
    {
        var said = new HashSet<string>();
        foreach (
            var text in (string?[])
                [
                    group.Title,
                    group.Goal,
                    .. group.Scope,
                    .. group.Inputs,
                    .. group.Deliverables,
                    .. group.Acceptance,
                    .. group.Files,
                    .. group.Checks,
                    .. group.Validation.Select(v => v.Command),
                ]
        )
            if (text is not null)
                said.UnionWith(GroupFacts.Significant(text));
        return said;
    }
}
