namespace Forge.Planning.Personas;

/// <summary>Whether one persona may start another, by which rule, and why.</summary>
public sealed record Delegation(bool Allowed, string Rule, string Reason)
{
    private static readonly HashSet<string> Orchestrators = new(StringComparer.OrdinalIgnoreCase)
    {
        "forge",
        "review",
        "wish",
        "plan",
    };

    private static readonly HashSet<string> Specialists = new(StringComparer.OrdinalIgnoreCase)
    {
        "implementor",
        "tests",
        "polish",
        "release",
        "learn",
        "roadmap",
        "git",
    };

    public static bool IsOrchestrator(string name) => Orchestrators.Contains(Bare(name));

    /// <summary>A persona that is no orchestrator is a specialist, whether it is one of the known ones or the repository's own.</summary>
    public static Delegation May(string from, string to)
    {
        (from, to) = (Bare(from), Bare(to));
        if (string.Equals(from, to, StringComparison.OrdinalIgnoreCase))
            return new(false, "never-itself", $"{from} may not start itself: that would not end");
        if (!Orchestrators.Contains(from))
            return new(
                false,
                "specialists-start-nobody",
                $"{from} is a specialist and does its work itself; only {string.Join(", ", Orchestrators)} start others"
            );
        if (Orchestrators.Contains(to))
            return new(
                false,
                "never-another-orchestrator",
                $"{from} may not start {to}: orchestrators that start each other go in circles"
            );
        return new(
            true,
            "orchestrators-start-specialists",
            Specialists.Contains(to)
                ? $"{from} is an orchestrator and {to} a specialist"
                : $"{from} is an orchestrator, and {to} is none"
        );
    }

    // "@.genie/code/agents/tests.md" and "code/tests" name tests.
    private static string Bare(string name)
    {
        var bare = name.Trim().TrimStart('@');
        bare = bare[(bare.LastIndexOf('/') + 1)..];
        return bare.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? bare[..^3] : bare;
    }
}
