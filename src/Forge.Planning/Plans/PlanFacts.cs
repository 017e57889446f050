using Forge.Planning.Lessons;
using Forge.Planning.Personas;

namespace Forge.Planning.Plans;

/// <summary>What planning has to know of the world. Paths are relative to the repository's root, with slashes.</summary>
public sealed record PlanFacts
{
    public required DateTimeOffset Now { get; init; }
    public required string WishPath { get; init; }

    /// <summary>The document as it lies on disk.</summary>
    public required string WishText { get; init; }

    /// <summary>The repository's agent files; where there is none, personas are names without a file.</summary>
    public IReadOnlyList<Persona> Personas { get; init; } = [];

    /// <summary>Every branch of the repository, local and remote, without the remote's name.</summary>
    public IReadOnlyCollection<string> Branches { get; init; } = [];

    /// <summary>The branch that is checked out.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Texts that lie in the plan's folder already: task files and what is in <c>reports/</c>.</summary>
    public IReadOnlyDictionary<string, string> Existing { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Titles of tasks that other plans of this project have.</summary>
    public IReadOnlyCollection<string> TakenTitles { get; init; } = [];

    /// <summary>What the repository has learnt; each group is told what fits it.</summary>
    public IReadOnlyList<Lesson> Lessons { get; init; } = [];

    /// <summary>Add a group that waits for all others.</summary>
    public bool FinalValidation { get; init; }

    /// <summary>Only the files of these groups; empty for all.</summary>
    public IReadOnlyList<string> OnlyGroups { get; init; } = [];
}
