using Forge.Core.Domain.Plans;
using Forge.Core.Git;

namespace Forge.Core.Running.Plans;

/// <summary>A plan at one moment: its rows, what git says, and what follows.</summary>
internal sealed record PlanLook(PlanRecord Record, PlanFacts Facts, GitRepository Repo)
{
    public IReadOnlyList<GroupView> Views { get; } = PlanDecisions.States(Facts);

    /// <summary>Tip of the branch that groups are merged onto; null when it is gone.</summary>
    public required string? Target { get; init; }

    /// <summary>Changed paths of each group's attempt against its base.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Changed { get; init; }

    /// <summary>Paths that each group's merges brought, and that it did not declare.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> MergedOutside { get; init; }

    public Plan Plan => Record.Plan;

    public PlanStage Stage => PlanDecisions.Stage(Facts, Views);

    public GroupView View(string id) => Views.First(v => v.Id == id);

    public GroupFacts Group(string id) => Facts.Groups.First(g => g.Id == id);
}
