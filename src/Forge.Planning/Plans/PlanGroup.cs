using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>One group of a plan: what runs as one attempt, in a worktree of its own.</summary>
public sealed record PlanGroup
{
    public required string Id { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public GroupKind Kind { get; init; }

    /// <summary>Line of the document; 0 of a group that the planner added.</summary>
    public int Line { get; init; }

    /// <summary>From 1: the place in <see cref="ForgePlan.Waves"/>; 0 of a group in a cycle.</summary>
    public int Wave { get; init; }

    /// <summary>The title of the group's task, unique in the project: <c>[⚙️] Forge: Title (#12)</c>.</summary>
    public required string TaskTitle { get; init; }
    public string? Goal { get; init; }
    public IReadOnlyList<string> Scope { get; init; } = [];
    public IReadOnlyList<string> Inputs { get; init; } = [];
    public IReadOnlyList<string> Deliverables { get; init; } = [];
    public IReadOnlyList<string> Acceptance { get; init; } = [];
    public IReadOnlyList<FixedIssue> Issues { get; init; } = [];
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public IReadOnlyList<string> ExternalDependsOn { get; init; } = [];
    public required string Branch { get; init; }

    /// <summary>Null where nobody can do it: the plan is blocked then.</summary>
    public string? Persona { get; init; }
    public required string PersonaReason { get; init; }

    /// <summary>The agent file; null where the repository has none.</summary>
    public string? PersonaFile { get; init; }

    /// <summary>Who else the group names.</summary>
    public IReadOnlyList<string> Support { get; init; } = [];
    public required GroupProfile Profile { get; init; }
    public required string TaskFile { get; init; }

    /// <summary>The folder for the group's evidence, with a slash at its end.</summary>
    public required string EvidenceFolder { get; init; }

    /// <summary>What the document says about evidence.</summary>
    public string? Evidence { get; init; }

    /// <summary>Paths and globs that are the group's to change.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
    public IReadOnlyList<ValidationCommand> Validation { get; init; } = [];

    /// <summary>Validation in words.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>The group's share of the matrix.</summary>
    public IReadOnlyList<GroupCheckpoint> Checkpoints { get; init; } = [];
    public int TargetScore => Checkpoints.Sum(c => c.Points);
    public required string Tracker { get; init; }
    public string? Effort { get; init; }
    public string? Risk { get; init; }
    public Complexity Complexity { get; init; }

    /// <summary><c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public required string ReasoningEffort { get; init; }

    /// <summary>Marked done in the document.</summary>
    public bool Done { get; init; }

    /// <summary>What an agent is given.</summary>
    public string Prompt { get; init; } = "";
}

/// <summary>What the group's agent is started with; null is the server's own setting.</summary>
public sealed record GroupProfile(
    string? Executor = null,
    string? Variant = null,
    string? Model = null,
    string? PermissionMode = null
);

/// <summary>Points of one checkpoint that are this group's.</summary>
public sealed record GroupCheckpoint(string Phase, string Name, string Text, int Points);

[JsonConverter(typeof(SnakeCase<GroupKind>))]
public enum GroupKind
{
    Work,

    /// <summary>Waits for all others and proves the whole.</summary>
    FinalValidation,
}

[JsonConverter(typeof(SnakeCase<Complexity>))]
public enum Complexity
{
    Simple,
    Medium,
    Complex,

    /// <summary>What is to be done has to be found out first.</summary>
    Agentic,
}
