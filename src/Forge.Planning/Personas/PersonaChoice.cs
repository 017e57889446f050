using Forge.Planning.Wishes;

namespace Forge.Planning.Personas;

/// <summary>Who does a group, and why: never by chance.</summary>
/// <param name="Name">Null when nobody can: the plan is blocked then.</param>
public sealed record PersonaChoice(string? Name, string Reason)
{
    private static readonly (string Persona, string[] Words)[] ByTitle =
    [
        (
            "tests",
            [
                "validation",
                "validate",
                "verification",
                "verify",
                "test",
                "tests",
                "testing",
                "qa",
                "e2e",
            ]
        ),
        ("release", ["release", "publish", "deploy", "deployment"]),
        ("polish", ["polish", "lint", "cleanup", "docs", "documentation"]),
        ("git", ["branch", "rebase", "merge"]),
    ];

    /// <summary>
    /// The first persona that the group names and the repository has; of a group that names none, the one for a word of its title;
    /// else implementor; else the first specialist by name. A group whose personas are all missing gets nobody.
    /// </summary>
    public static PersonaChoice For(WishGroup group, IReadOnlyCollection<string> available)
    {
        var known = available.ToDictionary(n => n, StringComparer.OrdinalIgnoreCase);
        foreach (var named in group.Personas)
            if (known.TryGetValue(named, out var found))
                return new(found, $"group {group.Id} names it");
        if (group.Personas.Count > 0)
            return new(
                null,
                $"group {group.Id} names {string.Join(", ", group.Personas)}, and there is no such agent file"
            );
        var words = group.Slug.Split('-');
        foreach (var (persona, titles) in ByTitle)
            if (
                words.FirstOrDefault(titles.Contains) is { } word
                && known.TryGetValue(persona, out var found)
            )
                return new(found, $"the title speaks of \"{word}\"");
        if (known.TryGetValue("implementor", out var implementor))
            return new(implementor, "it does what no other is named for");
        return
            available
                .Where(n => !Delegation.IsOrchestrator(n))
                .Order(StringComparer.Ordinal)
                .FirstOrDefault()
                is { } first
            ? new(first, "it is the first specialist by name")
            : new(null, "there is no specialist among the agent files");
    }
}
