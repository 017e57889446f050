using Forge.Planning.Linting;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Linting;

/// <summary>What the linter finds in a plan.</summary>
public sealed class PlanLinterTests
{
    private const string Good =
        "### Group A: One\n**Goal:** g\n**Deliverables:** x\n**Validation:** `make a`\n";

    private static PlanLint Lint(Desk desk, LintFacts? facts = null) =>
        PlanLinter.Lint(
            "w.md",
            desk.Plan().Plan,
            desk.Wish(),
            facts ?? new LintFacts { HasProgram = name => name is "make" or "git" }
        );

    private static string Codes(PlanLint lint) =>
        string.Join(' ', lint.Findings.Select(f => f.Code).Distinct().Order());

    [Theory]
    [InlineData("make a", false)]
    [InlineData("nothere --x", true)]
    [InlineData("make a && nothere", true)]
    [InlineData("make a | grep -q x", true)]
    [InlineData("CI=1 make a", false)]
    [InlineData("CI=1 nothere", true)]
    [InlineData("cd web && nothere", false)]
    [InlineData("./scripts/check.sh", false)]
    [InlineData("./scripts/gone.sh", true)]
    [InlineData("./new.sh", false)]
    [InlineData("test -f x", false)]
    [InlineData("for f in *; do nothere; done", false)]
    [InlineData("make 'a && nothere'", false)]
    [InlineData("$TOOL check", false)]
    public void A_command_that_cannot_run_here_is_found(string command, bool found)
    {
        var desk = Desk.Groups(
            $"### Group A: One\n**Goal:** g\n**Deliverables:** new.sh\n**Validation:**\n```bash\n{command}\n```\n"
        );
        var lint = Lint(
            desk,
            new LintFacts { HasProgram = name => name is "make", Files = ["scripts/check.sh"] }
        );
        Codes(lint).Contains("validation-cannot-run").ShouldBe(found);
    }

    [Theory]
    [InlineData("**Effort:** 3 days", "group-too-large")]
    [InlineData("**Effort:** 2h", "")]
    [InlineData(
        "**Deliverables:**\n- 1\n- 2\n- 3\n- 4\n- 5\n- 6\n- 7\n- 8\n- 9",
        "group-too-large"
    )]
    public void A_group_too_large_is_found(string field, string code)
    {
        var lint = Lint(
            Desk.Groups($"### Group A: One\n**Goal:** g\n{field}\n\n**Validation:** `make a`\n")
        );
        Codes(lint).Contains("group-too-large").ShouldBe(code.Length > 0);
    }

    [Fact]
    public void A_group_that_nobody_can_verify_is_found() =>
        Codes(Lint(Desk.Groups("### Group A: One\n**Goal:** be better\n")))
            .ShouldContain("group-without-deliverable");

    [Fact]
    public void Groups_that_run_at_once_may_not_own_the_same_files()
    {
        var two =
            Good
            + "**Files:** `src/a.cs`\n\n"
            + Good.Replace("A: One", "B: Two")
            + "**Files:** `src/*`\n";
        var lint = Lint(Desk.Groups(two));
        var overlap = lint.Findings.Single(f => f.Code == "ownership-overlap");
        overlap.Text.ShouldContain("A and B");
        overlap.Text.ShouldContain("src/a.cs");
        overlap.Mend.ShouldNotBeEmpty();

        Codes(Lint(Desk.Groups(two + "**Depends on:** Group A\n")))
            .ShouldNotContain("ownership-overlap");
    }

    [Fact]
    public void Names_that_differ_in_nothing_are_found()
    {
        Codes(Lint(Desk.Groups(Good + "\n" + Good.Replace("A: One", "B: One"))))
            .ShouldContain("group-name-twice");
        Codes(
                Lint(
                    Desk.Groups(
                        Good.Replace("One", "Part 1 of the docs")
                            + "\n"
                            + Good.Replace("A: One", "B: Part 2 of the docs")
                    )
                )
            )
            .ShouldNotContain("groups-named-alike");
        Codes(
                Lint(
                    Desk.Groups(
                        Good.Replace("One", "Tests of the parser")
                            + "\n"
                            + Good.Replace("A: One", "B: Parser test")
                    )
                )
            )
            .ShouldContain("groups-named-alike");
    }

    [Fact]
    public void Waves_and_the_longest_chain_are_told()
    {
        var lint = Lint(
            Desk.Groups(
                Good
                    + "\n"
                    + Good.Replace("A: One", "B: Two")
                    + "\n"
                    + Good.Replace("A: One", "C: Three")
                    + "**Depends on:** A, B\n"
            )
        );
        lint.Waves.Select(w => w.Width).ShouldBe([2, 1]);
        lint.CriticalPath.Groups.ShouldBe(["A", "C"]);
    }

    [Fact]
    public void A_plan_without_any_parallel_work_is_told()
    {
        var chain = string.Concat(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    Good.Replace("A: One", $"{i}: Part {i}")
                    + (i > 0 ? $"**Depends on:** Group {i - 1}\n\n" : "\n")
                )
        );
        Codes(Lint(Desk.Groups(chain))).ShouldContain("no-parallelism");
    }

    [Fact]
    public void What_halts_a_plan_is_an_error_and_a_draft_is_none()
    {
        var desk = Desk.Groups(Good + "**Depends on:** Group 9\n");
        Lint(desk).Worst.ShouldBe(Severity.Error);

        var draft = Desk.Groups(Good);
        draft.Text = draft.Text.Replace("APPROVED", "DRAFT");
        Lint(draft).Worst.ShouldBe(Severity.Warning);
        Lint(draft).Findings.Single(f => f.Code == "not-approved").Severity.ShouldBe(Severity.Hint);
    }

    [Fact]
    public void Every_finding_says_how_to_mend_it()
    {
        foreach (var file in CorpusFiles.Documents().Where(f => f.StartsWith("wishes")))
        {
            var desk = new Desk { WishPath = file, Text = CorpusFiles.Text(file) };
            Lint(desk).Findings.ShouldAllBe(f => !f.Mend.StartsWith("see docs"));
        }
    }

    [Fact]
    public void Without_a_past_the_future_is_unknown()
    {
        var forecast = Lint(Desk.Groups(Good)).Forecast;
        forecast.WallMinutes.ShouldBeNull();
        forecast.Cost.ShouldBeNull();
        forecast.Basis.ShouldBe("unknown");
    }

    [Fact]
    public void The_past_tells_how_long_the_longest_chain_takes()
    {
        var desk = Desk.Groups(
            Good
                + "\n"
                + Good.Replace("A: One", "B: Two")
                + "**Depends on:** Group A\n\n"
                + Good.Replace("A: One", "C: Three")
        );
        var past = new[] { 10, 20, 60 }
            .Select(m => new PastAttempt("SHELL", TimeSpan.FromMinutes(m)))
            .ToList();
        var forecast = Lint(desk, new LintFacts { Past = past }).Forecast;
        forecast.WallMinutes.ShouldBe(40);
        forecast.WorkMinutes.ShouldBe(60);
        forecast.Cost.ShouldBeNull();

        var paid = past.Select(p => p with { Cost = 0.5m }).ToList();
        Lint(desk, new LintFacts { Past = paid }).Forecast.Cost.ShouldBe(1.5m);
    }

    [Fact]
    public void The_parallel_plan_has_packages_waves_and_an_ownership_matrix()
    {
        var desk = new Desk
        {
            WishPath = "parallel-execution-plan.json",
            Text = CorpusFiles.Text("plans/parallel-execution-plan.json"),
        };
        var lint = Lint(desk);
        lint.Groups.ShouldBe(7);
        lint.Waves.Select(w => w.Width).ShouldBe([7]);
        lint.CriticalPath.Length.ShouldBe(240);
        lint.CriticalPath.Unit.ShouldBe("minutes");
        lint.Ownership.Select(o => o.Group).Distinct().Count().ShouldBe(7);
        lint.Ownership.ShouldAllBe(o => o.SharedWith.Count == 0);
    }
}
