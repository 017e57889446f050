namespace Forge.Planning.Wishes;

/// <summary>One piece of work that runs by itself, in its own worktree.</summary>
public sealed record WishGroup
{
    /// <summary>As written, letters in capitals: <c>A</c>, <c>1</c>, <c>A1</c>, <c>WP1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The title in kebab case; of a group without a title <c>group-a</c>.</summary>
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public int Line { get; init; }

    /// <summary>Goal or objective.</summary>
    public string? Goal { get; init; }

    public IReadOnlyList<string> Scope { get; init; } = [];
    public IReadOnlyList<string> Surfaces { get; init; } = [];
    public IReadOnlyList<string> Inputs { get; init; } = [];
    public IReadOnlyList<string> Tasks { get; init; } = [];
    public IReadOnlyList<string> Deliverables { get; init; } = [];

    /// <summary>Acceptance, success and done criteria.</summary>
    public IReadOnlyList<string> Acceptance { get; init; } = [];

    /// <summary>Commands only.</summary>
    public IReadOnlyList<ValidationCommand> Validation { get; init; } = [];

    /// <summary>Validation in words, without a command.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    public string? Evidence { get; init; }
    public IReadOnlyList<string> Personas { get; init; } = [];
    public string? Branch { get; init; }
    public string? Tracker { get; init; }

    /// <summary>Ids of groups of this document.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Other wishes, and what else the group waits for outside this document.</summary>
    public IReadOnlyList<string> ExternalDependsOn { get; init; } = [];

    public IReadOnlyList<string> Files { get; init; } = [];
    public string? Effort { get; init; }
    public string? Risk { get; init; }
    public string? Priority { get; init; }

    /// <summary>What the group is to set right, where the document numbers it.</summary>
    public IReadOnlyList<FixedIssue> Issues { get; init; } = [];

    /// <summary>Marked done: in the heading, by its own status, or by all of its boxes.</summary>
    public bool Done { get; init; }

    /// <summary>The checkpoints of the matrix that the group says it serves.</summary>
    public IReadOnlyList<MatrixImpact> MatrixImpact { get; init; } = [];

    /// <summary>Text that belongs to no field.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Fields that the model does not know.</summary>
    public IReadOnlyList<NamedText> Other { get; init; } = [];
}

/// <summary>A part of the matrix that a group serves.</summary>
/// <param name="Points">Null where the group names none.</param>
public sealed record MatrixImpact(string Text, int? Points, int Line);
