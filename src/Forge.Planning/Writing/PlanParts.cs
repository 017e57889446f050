using System.Text;
using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Writing;

/// <summary>The plan as people read and approve it; reading it again gives the same groups and order.</summary>
internal static class PlanParts
{
    public const string Pending = "PENDING APPROVAL";

    public static IReadOnlyList<Part> Of(
        ForgePlan plan,
        IReadOnlyList<PlannedGroup> groups,
        DateTimeOffset now
    ) =>
        [
            new(Part.Head, Head(plan, now)),
            new("summary", Summary(plan)),
            new("contract", Contract(plan)),
            new("order", Order(plan)),
            new("groups", "## Proposed Groups\n"),
            .. ManyHands.Each(
                groups,
                g => new Part(
                    "group-" + PlanPlaces.Name(g.Group.Id),
                    Group(plan, g.Group, g.Source)
                )
            ),
            new("matrix", Matrix(plan)),
            new("hooks", Hooks(plan)),
            new(
                Part.Log,
                $"## Approval Log\n- [{PlanPlaces.Time(now)}] Planned; a person's approval is pending\n"
            ),
            new("follow-up", FollowUp(plan)),
        ];

    private static string Head(ForgePlan plan, DateTimeOffset now) =>
        $"""
            # Forge Plan – {plan.Slug}

            **Generated:** {PlanPlaces.Time(now)}
            **Slug:** `{plan.Slug}`
            **Wish:** @{plan.Wish}
            **Task Files:** `{plan.Folder}/task-*.md`
            **Branch:** `{plan.Branch.Name}`
            **Status:** {Pending}

            """;

    private static string Summary(ForgePlan plan)
    {
        var text = new StringBuilder($"## Summary\n{Lines.OneLine(plan.Title)}\n");
        text.Named("Objectives", plan.Contract.Scope);
        text.Named("Key risks", plan.Risks);
        text.Named("Waits for", plan.ExternalDependsOn);
        text.Append($"\n**Branch strategy:** {plan.Branch.Reason}\n");
        text.Named(
            "Notes",
            [
                .. plan
                    .Diagnostics.Where(d => d.Code is "branch-changed" or "persona-refused")
                    .Concat(plan.Contradictions)
                    .Select(d => d.Text),
            ]
        );
        return text.ToString();
    }

    private static string Contract(ForgePlan plan)
    {
        var contract = plan.Contract;
        var text = new StringBuilder("## Spec Contract (from the wish)\n");
        if (contract.Source == ContractSource.None)
            return text.Append("The document has none; what stands above is all there is.\n")
                .ToString();
        text.Named("Scope", contract.Scope);
        text.Named("Out of scope", contract.OutOfScope);
        text.Named("Success metrics", contract.SuccessMetrics);
        text.Named("External tasks", contract.ExternalTasks);
        text.Named("Dependencies", contract.Dependencies);
        foreach (var other in contract.Other.Where(o => o.Key.Length > 0))
            text.Named(Lines.OneLine(other.Key), other.Items);
        return text.ToString();
    }

    private static string Order(ForgePlan plan)
    {
        var text = new StringBuilder("## Order\n");
        for (var i = 0; i < plan.Waves.Count; i++)
            text.Append($"- Wave {i + 1}: {string.Join(", ", plan.Waves[i])}\n");
        text.Append($"\nLongest chain: {plan.CriticalPath.InWords()}\n");
        foreach (var edge in plan.Edges.Where(e => e.Line > 0))
            text.Append($"- {edge.Group} after {edge.DependsOn}: {Because(edge.Source)}\n");
        return text.ToString();
    }

    private static string Because(EdgeSource source) =>
        source switch
        {
            EdgeSource.Field => "its own field says so",
            EdgeSource.Order => "the text about the order says so",
            _ => "by its wave",
        };

    private static string Group(ForgePlan plan, PlanGroup group, WishGroup source)
    {
        var shown = source with
        {
            Done = false,
            DependsOn = group.DependsOn,
            ExternalDependsOn = group.ExternalDependsOn,
            Evidence = $"Store in `{group.EvidenceFolder}`",
            Personas = group.Persona is { } persona ? [persona, .. group.Support] : [],
            Branch = group.Branch,
            Tracker = group.Tracker,
            Files = group.Files,
            MatrixImpact = [],
            Notes = [],
            Other =
            [
                new NamedText("Task file", 0, [$"`{group.TaskFile}`"]),
                new NamedText(
                    "Target score",
                    0,
                    [$"{group.TargetScore} of {plan.Matrix.Total} points"]
                ),
                new NamedText("Evaluation Matrix Impact", 0, [.. Impact(group)]),
            ],
        };
        return WishMarkdown.Group(shown, " –");
    }

    // Summed up by heading: the checkpoints stand in the matrix below and in the task file.
    private static IEnumerable<string> Impact(PlanGroup group) =>
        group
            .Checkpoints.Where(c => c.Points > 0)
            .GroupBy(c => (c.Phase, c.Name))
            .Select(g => $"{g.Key.Phase} → {g.Key.Name} ({g.Sum(c => c.Points)} pts)");

    private static string Matrix(ForgePlan plan)
    {
        var text = new StringBuilder(
            $"## Matrix Coverage\n{plan.Matrix.Mapped} of {plan.Matrix.Total} points are some group's to earn.\n\n"
        );
        text.Append(
            "| Phase | Heading | Checkpoint | Worth | Earned by |\n| --- | --- | --- | --- | --- |\n"
        );
        foreach (var box in plan.Matrix.Checkpoints)
            text.Append(
                $"| {Lines.Cell(box.Phase)} | {Lines.Cell(box.Name)} | {Lines.Cell(box.Text)} | {box.Points} | {Earners(box)} |\n"
            );
        return text.ToString();
    }

    private static string Earners(MappedCheckpoint box) =>
        box.Groups.Count == 0
            ? "nobody"
            : string.Join(", ", box.Groups.Select(g => $"{g.Group} {g.Points}"));

    private static string Hooks(ForgePlan plan)
    {
        var text = new StringBuilder("## Validation Hooks\n");
        if (plan.Validation.Count > 0)
            text.Append(WishMarkdown.Commands(plan.Validation)).Append('\n');
        text.Append("**Evidence paths:**\n");
        foreach (var group in plan.Groups)
            text.Append($"- Group {group.Id}: `{group.EvidenceFolder}`\n");
        text.Append($"- Logs: `{plan.Folder}/qa/validation.log`\n");
        return text.ToString();
    }

    private static string FollowUp(ForgePlan plan)
    {
        var text = new StringBuilder("## Follow-up\n");
        foreach (var step in plan.NextSteps)
            text.Append($"- [ ] {step}\n");
        return text.ToString();
    }
}
