using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Scoring;

/// <summary>
/// What a review found: <c>forge review --json</c> (docs/evidence.md). A stable public shape: members are added, never changed.
/// </summary>
public sealed record Review
{
    public int Version { get; init; } = 1;
    public required string Slug { get; init; }

    /// <summary>Null of the whole wish.</summary>
    public string? Group { get; init; }
    public required string Title { get; init; }

    /// <summary>The commit that was reviewed; of a merged group its merge.</summary>
    public string? Commit { get; init; }

    /// <summary>Blocked as soon as one must-have fails, whatever the points are.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Never more than <see cref="Total"/>.</summary>
    public int Score { get; init; }
    public int Total { get; init; }
    public IReadOnlyList<ScoredCheckpoint> Checkpoints { get; init; } = [];
    public IReadOnlyList<MustHave> MustHaves { get; init; } = [];

    /// <summary>Every run that the verdict speaks of, by group.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What a reader should know and what decides nothing: tests changed by the attempt, refused calls, settled violations.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public int NotProved => Checkpoints.Sum(c => c.Points - c.Earned);
    public bool IsBlocked => Verdict == Verdict.Blocked;
}

/// <summary>In the order of how good it is.</summary>
[JsonConverter(typeof(SnakeCase<Verdict>))]
public enum Verdict
{
    /// <summary>A must-have fails.</summary>
    Blocked,

    /// <summary>Below 70 of 100.</summary>
    NeedsWork,

    /// <summary>From 70.</summary>
    Acceptable,

    /// <summary>From 80.</summary>
    Good,

    /// <summary>From 90.</summary>
    Excellent,
}

/// <summary>A checkpoint of the matrix with what was earned, and by what.</summary>
public sealed record ScoredCheckpoint
{
    /// <summary>By which an award names it: <c>verification/evidence-quality</c>.</summary>
    public required string Key { get; init; }
    public required string Phase { get; init; }
    public required string Name { get; init; }
    public required string Text { get; init; }
    public int Points { get; init; }
    public int Earned { get; init; }
    public ProofKind Kind { get; init; }

    /// <summary>The command or the fact; null where there is none.</summary>
    public string? Proof { get; init; }

    /// <summary>What is missing; null when all points are proved.</summary>
    public string? Missing { get; init; }

    /// <summary>Awards as they count: cut to what was left to give.</summary>
    public IReadOnlyList<Award> Awards { get; init; } = [];

    /// <summary>Some points are neither proved nor awarded.</summary>
    public bool NotProved => Earned < Points;
}

/// <summary>Something without which nothing is approved.</summary>
/// <param name="Group">Null of the whole.</param>
/// <param name="Why">The command with exit code and commit, or the fact.</param>
public sealed record MustHave(string Text, bool Ok, string Why, string? Group = null);

/// <param name="Group">Null of the whole.</param>
public sealed record Claim(string? Group, ValidationRun Run);

/// <summary>What can prove a checkpoint.</summary>
[JsonConverter(typeof(SnakeCase<ProofKind>))]
public enum ProofKind
{
    /// <summary>Nothing that Forge knows of: only a person can say.</summary>
    None,

    /// <summary>All commands of the group pass.</summary>
    Validation,

    /// <summary>Its commands that test pass.</summary>
    Tests,

    /// <summary>Its commands that look at the code pass: linters, formatters, type checkers.</summary>
    Lint,

    /// <summary>Its commands that build pass.</summary>
    Build,

    /// <summary>What is to be delivered is there.</summary>
    Artefacts,

    /// <summary>What is to be delivered and is documentation is there.</summary>
    Documentation,

    /// <summary>There is evidence in the group's folder.</summary>
    Evidence,

    /// <summary>The diff lies within the declared files.</summary>
    Scope,

    /// <summary>The base holds the predecessors' merges.</summary>
    Dependencies,

    /// <summary>A person's approval is logged.</summary>
    Approval,

    /// <summary>A person's review or merge is logged.</summary>
    PersonsReview,
}
