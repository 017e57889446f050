using Forge.Planning.Ownership;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Linting;

/// <summary>What <c>forge plan lint --json</c> prints of one document.</summary>
public sealed record PlanLint
{
    public required string File { get; init; }
    public required string Slug { get; init; }
    public int Groups { get; init; }
    public IReadOnlyList<WaveWidth> Waves { get; init; } = [];
    public CriticalPath CriticalPath { get; init; } = CriticalPath.Empty;
    public Forecast Forecast { get; init; } = Forecast.Unknown;
    public IReadOnlyList<OwnedPattern> Ownership { get; init; } = [];

    /// <summary>Null when there is nothing to say.</summary>
    public Severity? Worst { get; init; }
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];
}

/// <summary>How many groups can run at once in a wave.</summary>
public sealed record WaveWidth(int Wave, int Width, IReadOnlyList<string> Groups);

/// <summary>A finding and how to mend it.</summary>
public sealed record LintFinding(
    Severity Severity,
    string Code,
    int Line,
    string Text,
    string Mend
);

/// <summary>What linting has to know of the machine and the project.</summary>
public sealed record LintFacts
{
    /// <summary>The repository's files, relative to its root.</summary>
    public IReadOnlyCollection<string> Files { get; init; } = [];

    /// <summary>Whether a program of that name is there; null when nobody can look.</summary>
    public Func<string, bool>? HasProgram { get; init; }

    /// <summary>Attempts of this project that ended well.</summary>
    public IReadOnlyList<PastAttempt> Past { get; init; } = [];
}

/// <summary>How long an agent was at work in an attempt, and what it cost if that is known.</summary>
public sealed record PastAttempt(string Executor, TimeSpan Work, decimal? Cost = null);
