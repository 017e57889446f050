using Forge.Planning.Files;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Plans;

/// <summary>What planning makes of the real documents: counts that a person can check by reading them.</summary>
public sealed class CorpusPlanTests
{
    // file | state, or what halts it | groups | edges | waves | longest | commands of groups | points mapped/all | files written | personas
    private const string Table = """
        wishes/contract-section-8-groups.md  | draft | 8 | 0 | ABCDEFGH | A | 2 | 100/100 | 9 | implementor polish release tests
        wishes/forge-heading-contract.md     | not-approved | 3 | 0 | ABC | A | 0 | 85/100 | 1 | implementor polish
        wishes/heading-contract-3-groups.md  | not-approved | 3 | 0 | ABC | A | 0 | 90/100 | 1 | analyze implementor qa
        wishes/heading-contract-4-groups.md  | not-approved | 4 | 0 | ABCD | A | 0 | 100/100 | 1 | implementor
        wishes/heading-contract-evidence.md  | not-approved | 4 | 0 | ABCD | A | 0 | 85/100 | 1 | docgen implementor
        wishes/no-contract-3-groups.md       | not-approved | 3 | 0 | ABC | A | 6 | 95/100 | 1 | implementor tests
        wishes/numbered-groups-waves-a.md    | not-approved | 4 | 3 | 1/2/3/4 | 1 2 3 4 | 7 | 100/100 | 1 | engineer qa
        wishes/numbered-groups-waves-b.md    | not-approved | 2 | 0 | 12 | 1 | 3 | 95/100 | 1 | engineer
        wishes/omni-depends-on-other-wish.md | not-approved | 3 | 2 | A/BC | A B | 2 | 100/100 | 1 | implementor
        wishes/omni-short-6-groups.md        | not-approved | 6 | 0 | 123456 | 1 | 0 | 60/100 | 1 | implementor
        seeds/wish-forge-executor-replacement.md | draft | 4 | 4 | A/BC/D | A B D | 3 | 100/100 | 5 | implementor tests
        seeds/forge-plan-discord-parity.md   | draft | 4 | 4 | 12/3/4 | 2 3 4 | 0 | 100/100 | 5 | automagik-omni-coder automagik-omni-qa-tester
        plans/forge-plan-agent-reference-fixes.md | draft | 4 | 3 | ABC/D | A D | 0 | 90/100 | 5 | docgen implementor
        plans/forge-plan-token-efficient-output.md | draft | 4 | 4 | AC/B/D | A B D | 15 | 100/100 | 5 | implementor tests
        plans/parallel-execution-plan.json   | draft | 7 | 0 | WP1WP2WP3WP4WP5WP6WP7 | WP2 | 5 | 95/100 | 8 | agent-code-quality-specialist agent-database-specialist agent-debug-intelligence agent-testing-specialist
        """;

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            rows.Add(cells[0], string.Join(" | ", cells[1..]));
        }
        return rows;
    }

    private static Desk DeskOf(string file) =>
        new()
        {
            WishPath = ".genie/wishes/" + Path.GetFileName(file),
            Text = CorpusFiles.Text(file),
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_document_becomes_the_plan_that_a_person_would_make(
        string file,
        string expected
    ) => Counted(DeskOf(file).Plan()).ShouldBe(expected);

    /// <summary>A draft of the corpus is planned like any other once a person has approved it.</summary>
    private static Desk Approved(string file)
    {
        var desk = DeskOf(file);
        var line = desk.Wish().Status.Line;
        var lines = desk.Text.Split('\n');
        if (line > 0)
            lines[line - 1] = lines[line - 1].Contains('|')
                ? "| **Status** | APPROVED |"
                : "**Status:** APPROVED";
        desk.Text = string.Join('\n', lines);
        return desk;
    }

    public static TheoryData<string> Files() => [.. Rows().Select(r => (string)r[0])];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_document_can_be_planned_once_it_is_approved_and_twice_is_once(string file)
    {
        var desk = Approved(file);
        var outcome = desk.Write();
        outcome.IsBlocked.ShouldBeFalse(outcome.Plan.Halts());
        outcome.Changes.Files.Count.ShouldBe(outcome.Plan.Groups.Count + 1);
        outcome.Changes.Folders.Count.ShouldBe(outcome.Plan.Groups.Count);
        desk.Now = desk.Now.AddDays(1);
        desk.Write().Said().ShouldBe("");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_written_is_read_as_the_same_plan(string file)
    {
        var desk = Approved(file);
        var plan = desk.Write().Plan;

        var read = WishReader.Read(
            desk.Files[plan.PlanFile!],
            new ReadOptions { Path = "/r/" + plan.PlanFile }
        );

        read.Kind.ShouldBe(DocumentKind.Plan);
        read.Slug.ShouldBe(plan.Slug);
        read.Branch.ShouldBe(plan.Branch.Name);
        read.Status.Kind.ShouldBe(StatusKind.Draft);
        read.Groups.Select(g => g.Id).ShouldBe(plan.Groups.Select(g => g.Id));
        Waits(read.Groups.Select(g => (g.Id, g.DependsOn)))
            .ShouldBe(Waits(plan.Groups.Select(g => (g.Id, g.DependsOn))));
        read.Groups.Select(g => g.Branch).ShouldBe(plan.Groups.Select(g => g.Branch));
        read.Groups.Select(g => g.Tracker).ShouldBe(plan.Groups.Select(g => g.Tracker));
        read.Groups.Select(g => g.Personas.FirstOrDefault())
            .ShouldBe(plan.Groups.Select(g => g.Persona));
        read.Groups.Select(g => string.Join('\n', g.Validation.Select(v => v.Command)))
            .ShouldBe(
                plan.Groups.Select(g => string.Join('\n', g.Validation.Select(v => v.Command)))
            );
        read.Groups.Sum(g => g.MatrixImpact.Sum(i => i.Points ?? 0)).ShouldBe(plan.Matrix.Mapped);
        read.Validation.Select(v => v.Command).ShouldBe(plan.Validation.Select(v => v.Command));
        read.Diagnostics.ShouldNotContain(d => d.Severity == Severity.Error);
        read.Diagnostics.ShouldNotContain(d =>
            d.Code == "order-disagrees" || d.Code == "wave-disagrees"
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_task_file_is_recognised_as_one(string file)
    {
        var desk = Approved(file);
        var plan = desk.Write().Plan;
        foreach (var group in plan.Groups)
            DocumentReader
                .Read(desk.Files[group.TaskFile], new ReadOptions { Path = "/r/" + group.TaskFile })
                .Kind.ShouldBe(DocumentKind.TaskFile);
    }

    private static string Waits(IEnumerable<(string Id, IReadOnlyList<string> DependsOn)> groups) =>
        string.Join(' ', groups.SelectMany(g => g.DependsOn.Order().Select(d => $"{g.Id}>{d}")));

    private static string Counted(PlanOutcome outcome)
    {
        var plan = outcome.Plan;
        return string.Join(
            " | ",
            plan.State == PlanState.Draft ? "draft" : plan.Halts(),
            plan.Groups.Count,
            plan.Edges.Count,
            string.Join("/", plan.Waves.Select(w => string.Concat(w))),
            string.Join(' ', plan.CriticalPath.Groups),
            plan.Groups.Sum(g => g.Validation.Count),
            $"{plan.Matrix.Mapped}/{plan.Matrix.Total}",
            outcome.Changes.Files.Count,
            string.Join(' ', plan.Groups.Select(g => g.Persona).Distinct().Order())
        );
    }
}
