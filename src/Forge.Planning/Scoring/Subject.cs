using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Planning.Scoring;

/// <summary>What is proved: a group, or the whole, with what it declares and what is known of it.</summary>
internal sealed class Subject
{
    private Subject(
        string? group,
        IReadOnlyList<ValidationCommand> declared,
        string folder,
        GroupEvidence evidence
    )
    {
        Group = group;
        EvidenceFolder = folder;
        Evidence = evidence;
        Commands = Commands.Of(declared, evidence.Validations);
    }

    private Subject(Subject other, GroupEvidence evidence) =>
        (Group, EvidenceFolder, Commands, Evidence) = (
            other.Group,
            other.EvidenceFolder,
            other.Commands,
            evidence
        );

    /// <summary>Null of the whole.</summary>
    public string? Group { get; }
    public string EvidenceFolder { get; }
    public GroupEvidence Evidence { get; }
    public Commands Commands { get; }

    public static Subject Of(PlanGroup group, GroupEvidence evidence) =>
        new(group.Id, group.Validation, group.EvidenceFolder, evidence);

    /// <summary>The whole keeps its scope and its order when every group does; and what the final validation ran counts for it: no
    /// other group has all of the work before it.</summary>
    public static Subject OfWhole(ForgePlan plan, WishEvidence evidence)
    {
        var groups = evidence.Groups;
        var whole = evidence.Whole;
        // A group that has not begun has none, and another's may show that the whole lacks something all the same.
        var proofs = groups.Select(g => g.Ancestors).OfType<AncestorProof>().ToList();
        var commands = plan.Validation.Select(v => v.Command).ToHashSet();
        var final = plan
            .Groups.Where(g => g.Kind == GroupKind.FinalValidation)
            .Select(g => g.Id)
            .ToHashSet();
        return new Subject(
            null,
            plan.Validation,
            plan.Folder + "/qa/",
            whole with
            {
                Validations =
                [
                    .. whole.Validations,
                    .. groups
                        .Where(g => final.Contains(g.GroupId))
                        .SelectMany(g => g.Validations)
                        .Where(v =>
                            commands.Contains(v.Command)
                            && whole.Validations.All(w => w.Command != v.Command)
                        ),
                ],
                Artefacts = [.. whole.Artefacts, .. groups.SelectMany(g => g.Artefacts)],
                Approvals =
                [
                    .. whole.Approvals.Concat(groups.SelectMany(g => g.Approvals)).Distinct(),
                ],
                ScopeKept = All(groups, g => g.ScopeKept),
                Ancestors = All(groups, g => g.Ancestors?.Holds) is null
                    ? null
                    : new AncestorProof(
                        "",
                        [.. proofs.SelectMany(p => p.Predecessors).Distinct()],
                        [.. proofs.SelectMany(p => p.Missing).Distinct()]
                    ),
            }
        );
    }

    public Subject WithoutAwards() => new(this, Evidence with { Awards = [] });

    // Of all groups, where somebody looked at each.
    private static bool? All(
        IReadOnlyList<GroupEvidence> groups,
        Func<GroupEvidence, bool?> fact
    ) =>
        groups.Any(g => fact(g) is false) ? false
        : groups.Count > 0 && groups.All(g => fact(g) is true) ? true
        : null;
}
