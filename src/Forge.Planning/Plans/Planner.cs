using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forge.Planning.Files;
using Forge.Planning.Lessons;
using Forge.Planning.Wishes;
using Forge.Planning.Writing;

namespace Forge.Planning.Plans;

/// <summary>A plan and the files that it wants.</summary>
public sealed record PlanOutcome(ForgePlan Plan, PlanChanges Changes)
{
    public bool IsBlocked => Plan.State == PlanState.Blocked;

    /// <summary>
    /// Whether the plan of the whole document stands on disk already: nothing halts it, and nothing is to be written. What a person
    /// edited, and what ran and is kept, does not count against it.
    /// </summary>
    public bool IsCurrent => !IsBlocked && Changes.Files.All(c => !c.Writes);
}

/// <summary>
/// Makes a plan of a document: groups in waves with branches, personas, points and prompts, and the changes of files that this
/// takes. Deterministic, and without a clock, files or a server: what it needs to know stands in <see cref="PlanFacts"/>.
/// </summary>
public static class Planner
{
    /// <summary>Never fails: what is in the way makes the plan blocked, with a report among the changes.</summary>
    public static PlanOutcome Plan(Wish wish, PlanFacts facts)
    {
        var places = PlanPlaces.Of(wish, facts.WishPath);
        // Beside the rest: of a large document it takes as long as a step of planning.
        var digest = Task.Run(() => Digest(facts.WishText));
        var findings = new PlanFindings();
        Halting.Check(wish, findings);
        if (facts.WishPath.StartsWith("../", StringComparison.Ordinal))
            findings.Warn(
                "wish-outside",
                1,
                "the document lies outside of the repository: in an agent's worktree its path leads elsewhere"
            );
        var final = FinalGroup.Wanted(wish, facts, findings);
        if (final is not null)
            wish = With(wish, final);
        var draft = new GroupPlanning(wish, places, facts, findings).Plan(final?.Id);
        var plan = Whole(wish, draft, places, facts) with
        {
            WishDigest = digest.GetAwaiter().GetResult(),
            Diagnostics = Sorted(wish.Diagnostics.Concat(findings.Said)),
        };
        plan = plan with
        {
            Risks = PlanText.Risks(plan, draft.Groups),
            NextSteps = PlanText.NextSteps(plan),
        };
        var files = new PlanFiles(places, facts, findings);
        var changes = findings.Blockers.Count == 0 ? files.Write(plan, draft.Groups) : null;
        plan = plan with
        {
            Diagnostics = Sorted(wish.Diagnostics.Concat(findings.Said)),
            Blockers = findings.Blockers,
        };
        return findings.Blockers.Count == 0
            ? Outcome(plan, changes!)
            : Blocked(plan, places, facts, findings);
    }

    /// <summary>What an agent is given for a group when there is no task file, or another one.</summary>
    public static string Prompt(
        PlanGroup group,
        Wish wish,
        string wishPath,
        string? taskFile,
        IReadOnlyList<Lesson>? lessons = null
    ) =>
        PromptText.Of(
            group,
            wish.Groups.FirstOrDefault(g => g.Id == group.Id)
                ?? new WishGroup
                {
                    Id = group.Id,
                    Slug = group.Slug,
                    Title = group.Title,
                },
            wish,
            wishPath,
            taskFile,
            LessonText.Section(LessonChoice.For(group, lessons ?? []))
        );

    private static ForgePlan Whole(
        Wish wish,
        GroupPlanning.Draft draft,
        PlanPlaces places,
        PlanFacts facts
    ) =>
        new()
        {
            State = PlanState.Draft,
            Slug = places.Slug,
            Title = wish.Title,
            Wish = facts.WishPath,
            WishDigest = "",
            Folder = places.Folder,
            PlanFile =
                PlanFiles.ExistingPlan(places, facts)
                ?? PlanPlaces.Free(places.PlanFile(facts.Now), facts.Existing.ContainsKey),
            Branch = draft.Branch,
            Contract = wish.Contract,
            Groups = [.. draft.Groups.Select(g => g.Group)],
            Waves = wish.Waves,
            CriticalPath = draft.CriticalPath,
            Edges = wish.Edges,
            Contradictions =
            [
                .. wish.Diagnostics.Where(d => d.Code is "order-disagrees" or "wave-disagrees"),
            ],
            Matrix = draft.Matrix,
            Validation = wish.Validation,
            ExternalDependsOn = wish.DependsOn,
        };

    private static Wish With(Wish wish, WishGroup final) =>
        wish with
        {
            Groups = [.. wish.Groups, final],
            Edges =
            [
                .. wish.Edges,
                .. final.DependsOn.Select(id => new Edge(final.Id, id, EdgeSource.Order, 0)),
            ],
            // Groups in a cycle are in no wave, and what waits for them is in none either.
            Waves =
                wish.Waves.Sum(w => w.Count) == wish.Groups.Count
                    ? [.. wish.Waves, [final.Id]]
                    : wish.Waves,
        };

    private static PlanOutcome Blocked(
        ForgePlan plan,
        PlanPlaces places,
        PlanFacts facts,
        PlanFindings findings
    )
    {
        var blocked = plan with
        {
            State = PlanState.Blocked,
            PlanFile = PlanFiles.ExistingPlan(places, facts),
            NextSteps = [.. plan.Blockers.Select(b => b.Mend).Distinct()],
        };
        blocked = blocked with
        {
            BlockerFile =
                PlanFiles.SameBlocker(blocked, places, facts)
                ?? PlanPlaces.Free(places.BlockerFile(facts.Now), facts.Existing.ContainsKey),
        };
        return Outcome(blocked, new PlanFiles(places, facts, findings).WriteBlocked(blocked));
    }

    private static PlanOutcome Outcome(ForgePlan plan, PlanChanges changes) =>
        new(plan with { Changes = changes.Files, Folders = changes.Folders }, changes);

    private static string Digest(string text) =>
        "sha256:"
        + Convert
            .ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            .ToLower(CultureInfo.InvariantCulture);

    private static IReadOnlyList<Diagnostic> Sorted(IEnumerable<Diagnostic> all) =>
        [.. all.OrderBy(d => d.Line).ThenByDescending(d => (int)d.Severity)];
}
