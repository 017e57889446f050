using System.Globalization;
using System.Text.Json.Serialization;
using Forge.Planning.Files;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>
/// A plan of groups that can run: what <c>forge plan --json</c> prints (docs/planning.md). A stable public shape: members are
/// added, never changed. Paths are relative to the repository's root.
/// </summary>
public sealed record ForgePlan
{
    public int Version { get; init; } = 1;
    public required PlanState State { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }

    /// <summary>The document that was planned.</summary>
    public required string Wish { get; init; }

    /// <summary><c>sha256:</c> and the hash of the document's text.</summary>
    public required string WishDigest { get; init; }

    /// <summary>Where task files, reports and evidence lie.</summary>
    public required string Folder { get; init; }

    /// <summary>Null when the plan is blocked and there was none before.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Of a blocked plan: the report that says why.</summary>
    public string? BlockerFile { get; init; }

    public required PlanBranch Branch { get; init; }
    public required Contract Contract { get; init; }

    /// <summary>In the order of the document; a final validation that the planner added comes last.</summary>
    public IReadOnlyList<PlanGroup> Groups { get; init; } = [];

    /// <summary>Ids that can run at once when the lists before them are merged.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Waves { get; init; } = [];
    public CriticalPath CriticalPath { get; init; } = CriticalPath.Empty;

    /// <summary>Each dependency with the line of the document that says so; 0 where the planner made it.</summary>
    public IReadOnlyList<Edge> Edges { get; init; } = [];

    /// <summary>Places that say different things about the order.</summary>
    public IReadOnlyList<Diagnostic> Contradictions { get; init; } = [];
    public MatrixCoverage Matrix { get; init; } = MatrixCoverage.Empty;

    /// <summary>Commands that validate the whole.</summary>
    public IReadOnlyList<ValidationCommand> Validation { get; init; } = [];

    /// <summary>Other wishes that the whole waits for.</summary>
    public IReadOnlyList<string> ExternalDependsOn { get; init; } = [];
    public IReadOnlyList<string> Risks { get; init; } = [];
    public IReadOnlyList<string> NextSteps { get; init; } = [];

    /// <summary>What halts the plan; empty unless it is blocked.</summary>
    public IReadOnlyList<Blocker> Blockers { get; init; } = [];
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>What becomes of which file.</summary>
    public IReadOnlyList<FileChange> Changes { get; init; } = [];

    /// <summary>Folders for evidence.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>False of a dry run, and where nothing was to be written.</summary>
    public bool Written { get; init; }
}

[JsonConverter(typeof(SnakeCase<PlanState>))]
public enum PlanState
{
    /// <summary>Waits for a person's approval.</summary>
    Draft,
    Blocked,
}

/// <summary>Where the groups' work comes together.</summary>
/// <param name="Base">What it is cut from; null where nobody could look.</param>
public sealed record PlanBranch(string Name, BranchStrategy Strategy, string? Base, string Reason);

[JsonConverter(typeof(SnakeCase<BranchStrategy>))]
public enum BranchStrategy
{
    /// <summary>A branch of the plan's own.</summary>
    Dedicated,

    /// <summary>A branch that is there already.</summary>
    Existing,

    /// <summary>Straight onto the base branch, because the wish says so.</summary>
    MicroTask,
}

/// <summary>Something that keeps the plan from going on.</summary>
/// <param name="Code">As of a diagnostic.</param>
/// <param name="Mend">What a person does about it.</param>
public sealed record Blocker(string Code, int Line, string Text, string Mend);

/// <summary>The longest chain of groups.</summary>
/// <param name="Unit"><c>groups</c>, or <c>minutes</c> where every group says its effort.</param>
public sealed record CriticalPath(IReadOnlyList<string> Groups, double Length, string Unit)
{
    public static CriticalPath Empty { get; } = new([], 0, "groups");

    /// <summary><c>A → B (2 groups)</c></summary>
    public string InWords() =>
        $"{string.Join(" → ", Groups)} ({Length.ToString("0.#", CultureInfo.InvariantCulture)} {(Length == 1 ? Unit[..^1] : Unit)})";
}

/// <summary>Which points of the evaluation matrix are some group's to earn.</summary>
public sealed record MatrixCoverage(
    int Total,
    int Mapped,
    IReadOnlyList<MappedCheckpoint> Checkpoints
)
{
    public static MatrixCoverage Empty { get; } = new(0, 0, []);
    public int Unmapped => Total - Mapped;
}

/// <summary>A checkpoint with the groups that earn it.</summary>
/// <param name="Name">The heading of the matrix that it stands under.</param>
/// <param name="Because">The rule that mapped it.</param>
public sealed record MappedCheckpoint(
    string Phase,
    string Name,
    string Text,
    int Points,
    int Line,
    IReadOnlyList<PointShare> Groups,
    string Because
);

/// <summary>A group's whole points of one checkpoint.</summary>
public sealed record PointShare(string Group, int Points);
