using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Corpus;

/// <summary>What a person counts in the documents. The numbers were written down before the reader existed.</summary>
public sealed class CorpusTests
{
    // file | kind | status | contract | groups | edges | commands of groups | of the whole | points written down | checkpoints | scope/out/metrics
    private const string Table = """
        wishes/contract-section-8-groups.md   | Wish | Approved | SpecContract | 8 | 0 | 2 | 0 | 0 | 0 | 4/0/5
        wishes/forge-heading-contract.md      | Wish | Draft | SpecContract | 3 | 0 | 0 | 5 | 100 | 30 | 2/3/3
        wishes/heading-contract-3-groups.md   | Wish | Draft | SpecContract | 3 | 0 | 0 | 4 | 100 | 30 | 6/4/5
        wishes/heading-contract-4-groups.md   | Wish | Draft | SpecContract | 4 | 0 | 0 | 1 | 100 | 17 | 3/1/3
        wishes/heading-contract-evidence.md   | Wish | Finished | SpecContract | 4 | 0 | 0 | 2 | 100 | 28 | 4/4/4
        wishes/no-contract-3-groups.md        | Wish | Finished | Sections | 3 | 0 | 6 | 0 | 0 | 0 | 5/0/9
        wishes/numbered-groups-waves-a.md     | Wish | Draft | Sections | 4 | 3 | 7 | 0 | 0 | 0 | 6/5/6
        wishes/numbered-groups-waves-b.md     | Wish | Finished | Sections | 2 | 0 | 3 | 0 | 0 | 0 | 5/3/7
        wishes/omni-depends-on-other-wish.md  | Wish | Finished | Sections | 3 | 2 | 2 | 3 | 0 | 0 | 6/4/7
        wishes/omni-short-6-groups.md         | Wish | Finished | Sections | 6 | 0 | 0 | 0 | 0 | 0 | 6/5/9
        seeds/wish-forge-executor-replacement.md | Wish | Approved | Partial | 4 | 4 | 3 | 0 | 0 | 0 | 0/0/5
        seeds/forge-plan-discord-parity.md    | Plan | Approved | None | 4 | 4 | 0 | 0 | 0 | 0 | 0/0/0
        plans/forge-plan-agent-reference-fixes.md | Plan | Approved | Sections | 4 | 3 | 0 | 7 | 0 | 0 | 4/0/4
        plans/forge-plan-token-efficient-output.md | Plan | Approved | SpecContract | 4 | 4 | 15 | 0 | 0 | 0 | 4/4/4
        seeds/forge-planner-agent.md          | AgentPrompt | None | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
        seeds/parallel-fix-summary.md         | Report | Draft | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
        reports/blocker-report.md             | Report | Blocked | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
        reports/done-report.md                | Report | None | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
        tasks/task-a.md                       | TaskFile | Draft | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
        tasks/task-d-01.md                    | TaskFile | None | None | 0 | 0 | 0 | 0 | 0 | 0 | 0/0/0
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

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_document_says_what_a_person_reads_in_it(string file, string expected) =>
        Counted(CorpusFiles.Read(file)).ShouldBe(expected);

    [Fact]
    public void Every_document_of_the_corpus_stands_in_the_table() =>
        Rows()
            .Select(r => (string)r[0])
            .Order(StringComparer.Ordinal)
            .ShouldBe(CorpusFiles.Documents());

    [Theory]
    [InlineData(
        "wishes/forge-heading-contract.md",
        "Mechanical Rebrand System",
        "forge-heading-contract"
    )]
    [InlineData(
        "wishes/contract-section-8-groups.md",
        "AGENTS.md Context Optimization",
        "contract-section-8-groups"
    )]
    [InlineData(
        "wishes/numbered-groups-waves-a.md",
        "Agent Observability Snapshot",
        "agent-observability-snapshot"
    )]
    [InlineData(
        "wishes/numbered-groups-waves-b.md",
        "v4 Stability — Database Layer Fixes",
        "v4-database-layer"
    )]
    [InlineData(
        "wishes/omni-depends-on-other-wish.md",
        "Channel Feature Parity — Telegram ↔ WhatsApp (Baileys)",
        "channel-parity-telegram-whatsapp"
    )]
    [InlineData(
        "wishes/omni-short-6-groups.md",
        "Baileys Quick Wins (B1-B6)",
        "omni-short-6-groups"
    )]
    [InlineData(
        "seeds/wish-forge-executor-replacement.md",
        "Forge Executor Replacement",
        "wish-forge-executor-replacement"
    )]
    [InlineData(
        "seeds/forge-plan-discord-parity.md",
        "Discord Parity Polish",
        "discord-parity-polish"
    )]
    [InlineData(
        "plans/forge-plan-agent-reference-fixes.md",
        "Agent Reference Fixes",
        "agent-reference-fixes"
    )]
    [InlineData(
        "plans/forge-plan-token-efficient-output.md",
        "Token-Efficient Output",
        "token-efficient-output"
    )]
    public void Title_and_slug_are_found(string file, string title, string slug)
    {
        var wish = CorpusFiles.Read(file);
        wish.Title.ShouldBe(title);
        wish.Slug.ShouldBe(slug);
    }

    [Theory]
    [InlineData("seeds/wish-forge-executor-replacement.md", "A / B C / D")]
    [InlineData("seeds/forge-plan-discord-parity.md", "1 2 / 3 / 4")]
    [InlineData("plans/forge-plan-agent-reference-fixes.md", "A B C / D")]
    [InlineData("plans/forge-plan-token-efficient-output.md", "A C / B / D")]
    [InlineData("wishes/numbered-groups-waves-a.md", "1 / 2 / 3 / 4")]
    [InlineData("wishes/numbered-groups-waves-b.md", "1 2")]
    [InlineData("wishes/omni-depends-on-other-wish.md", "A / B C")]
    [InlineData("wishes/contract-section-8-groups.md", "A B C D E F G H")]
    public void Groups_stand_in_waves(string file, string waves) =>
        string.Join(" / ", CorpusFiles.Read(file).Waves.Select(w => string.Join(' ', w)))
            .ShouldBe(waves);

    [Fact]
    public void A_plan_names_agent_branch_and_task_of_each_group()
    {
        var plan = CorpusFiles.Read("seeds/forge-plan-discord-parity.md");
        plan.Groups.Select(g => g.Branch)
            .ShouldBe([
                "fix/discord-parity-cleanup",
                "fix/migration-server-defaults",
                "fix/service-error-handling",
                "test/discord-parity-validation-final",
            ]);
        plan.Groups[3].Personas.ShouldBe(["automagik-omni-qa-tester"]);
        plan.Groups.Select(g => g.Scope.Count).ShouldBe([2, 3, 3, 4]);
        plan.Groups.Select(g => g.Acceptance.Count).ShouldBe([2, 2, 3, 3]);
        plan.Groups[0].Tracker.ShouldBe("9722b221-8e24-4eb5-80d8-82212d335f7e");
        plan.Diagnostics.ShouldNotContain(d => d.Severity == Severity.Error);
    }

    [Fact]
    public void The_fields_of_a_group_are_told_apart()
    {
        var groups = CorpusFiles.Read("wishes/heading-contract-evidence.md").Groups;
        groups[0].Title.ShouldBe("Fix Wrapper Paths");
        groups[0].Line.ShouldBe(117);
        groups[0].Goal.ShouldBe("Update 3 wrapper files to point to correct agent locations");
        groups[0]
            .Surfaces.ShouldBe([
                "@.claude/agents/analyze.md",
                "@.claude/agents/refactor.md",
                "@.claude/agents/secaudit.md",
            ]);
        groups.Select(g => g.Deliverables.Count).ShouldBe([4, 2, 2, 3]);
        groups[0].Evidence.ShouldBe("Store git diff in `qa/group-a/`");
        groups
            .Select(g => g.Personas.Single())
            .ShouldBe(["implementor", "implementor", "implementor", "docgen"]);
        groups.ShouldAllBe(g => g.Tracker == null);
    }

    [Fact]
    public void Keys_without_bold_letters_are_fields_too()
    {
        var group = CorpusFiles.Read("wishes/heading-contract-4-groups.md").Groups[1];
        group.Slug.ShouldBe("references-update");
        group.Goal.ShouldBe("Update repo references to use modern paths");
        group.Surfaces.ShouldBe(["AGENTS.md", "any other `@.genie/agents/*` refs"]);
        group.Deliverables.ShouldBe(["PR-ready patch", "scan output"]);
        group.Evidence.ShouldBe("`validation/group-b/` scan logs before/after");
    }

    [Fact]
    public void A_wish_that_waits_for_others_hands_that_to_its_first_groups()
    {
        var wish = CorpusFiles.Read("wishes/numbered-groups-waves-a.md");
        string[] others = ["fix-agent-session-linkage", "observability-signal-normalization"];
        wish.DependsOn.ShouldBe(others);
        wish.Blocks.ShouldBe(["genie-command-telemetry-boundary"]);
        wish.Groups[0].ExternalDependsOn.ShouldBe(others);
        wish.Groups[1].ExternalDependsOn.ShouldBeEmpty();
        wish.Groups[3].Personas.ShouldBe(["qa"]);
        wish.Files.Count.ShouldBe(8);
        wish.Edges.Select(e => e.Line).ShouldBe([120, 145, 168]);
    }

    [Fact]
    public void Boxes_that_are_all_ticked_make_a_group_done() =>
        CorpusFiles
            .Read("seeds/wish-forge-executor-replacement.md")
            .Groups.ShouldAllBe(g => g.Done);

    [Fact]
    public void Files_are_paths_and_their_explanations_are_kept()
    {
        var groups = CorpusFiles.Read("wishes/omni-short-6-groups.md").Groups;
        groups.Select(g => g.Files.Count).ShouldBe([2, 3, 3, 3, 3, 3]);
        groups[0].Files[0].ShouldBe("packages/channel-whatsapp/src/plugin.ts");
        groups[0].Notes.ShouldContain(n => n.Contains("deleteMessage()"));
    }

    [Fact]
    public void Letters_that_were_read_wrongly_are_repaired()
    {
        var summary = CorpusFiles.Read("seeds/parallel-fix-summary.md");
        summary.Status.Raw.ShouldBe("✅ ALL WORK PACKAGES COMPLETE");
    }

    private static string Counted(Wish wish)
    {
        var written = wish.MatrixSource == MatrixSource.Document ? wish.Matrix : [];
        var contract = wish.Contract;
        return string.Join(
            " | ",
            wish.Kind,
            wish.Status.Kind,
            contract.Source,
            wish.Groups.Count,
            wish.Groups.Sum(g => g.DependsOn.Count),
            wish.Groups.Sum(g => g.Validation.Count),
            wish.Validation.Count,
            written.Sum(e => e.Points),
            written.Sum(e => e.Checkpoints.Count),
            $"{contract.Scope.Count}/{contract.OutOfScope.Count}/{contract.SuccessMetrics.Count}"
        );
    }
}
