using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Reports;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Reports;

/// <summary>The reports, to the byte, of a run in which much went on.</summary>
public sealed class ReportTests
{
    [Fact]
    public void The_review_of_a_whole_says_the_verdict_first() =>
        ApprovedText.Matches(
            ReviewReport.Text(SampleRun.Run.Review!, SampleRun.Plan, SampleRun.Run.Now, "ann"),
            "review-whole.md"
        );

    [Fact]
    public void The_review_of_a_group_has_every_claim_with_its_command() =>
        ApprovedText.Matches(
            ReviewReport.Text(
                Reviewer.OfGroup(SampleRun.Plan, SampleRun.Evidence.Groups[0]),
                SampleRun.Plan,
                SampleRun.Run.Now
            ),
            "review-group.md"
        );

    [Fact]
    public void The_done_report_says_what_is_not_done() =>
        ApprovedText.Matches(DoneReport.Text(SampleRun.Run), "done.md");

    [Fact]
    public void The_parallel_summary_has_measured_figures() =>
        ApprovedText.Matches(ParallelSummary.Text(SampleRun.Run), "parallel-summary.md");

    [Fact]
    public void Reports_of_a_plan_that_has_not_begun_invent_nothing()
    {
        var run = new PlanRun
        {
            Plan = SampleRun.Plan,
            State = "approved",
            Now = Sample.Noon,
        };
        ApprovedText.Matches(DoneReport.Text(run), "done-nothing.md");
        ApprovedText.Matches(ParallelSummary.Text(run), "parallel-summary-nothing.md");
    }

    [Fact]
    public void Every_refused_call_and_every_violation_is_seen_in_both_reports()
    {
        foreach (
            var text in (string[])
                [DoneReport.Text(SampleRun.Run), ParallelSummary.Text(SampleRun.Run)]
        )
        {
            text.ShouldContain(
                "`POST /api/plans/sample/groups/A/merge` | refused: only a person merges"
            );
            text.ShouldContain(
                "violation: push | pushed `feat/sample-c` to origin | **stops the gate**"
            );
            text.ShouldContain("let pass by ann: the target was missing");
        }
    }

    [Fact]
    public void Names_of_reports_say_what_when_and_of_whom()
    {
        var plan = SampleRun.Plan;
        const string Folder = ".genie/wishes/sample/reports";
        ReviewReport
            .Path(plan, null, Sample.Noon)
            .ShouldBe($"{Folder}/review-sample-202611261200.md");
        ReviewReport
            .Path(plan, "C-01", Sample.Noon)
            .ShouldBe($"{Folder}/review-sample-c-01-202611261200.md");
        DoneReport.Path(plan, Sample.Noon).ShouldBe($"{Folder}/done-forge-sample-202611261200.md");
        ParallelSummary
            .Path(plan, Sample.Noon)
            .ShouldBe($"{Folder}/parallel-summary-sample-202611261200.md");
    }

    [Fact]
    public void The_example_of_the_page_is_a_real_one()
    {
        var plan = Desk.Groups(
                """
                ### Group A – check-the-password
                - **Goal:** Compare a password with the stored hash
                - **Deliverables:** `src/password.c` with tests
                - **Files:** `src/password.c`
                - **Validation:** `make test-password`

                ### Group B – form
                - **Goal:** A form that shows a message, and its documentation
                - **Deliverables:** `src/form.c`, `docs/login.md`
                - **Validation:** `make test-form`

                ### Group C – validation
                - **Goal:** Both together
                - **Dependencies:** A, B
                - **Validation:** `make test`
                """
            )
            .Plan()
            .Plan;
        var review = Reviewer.OfGroup(
            plan,
            new()
            {
                GroupId = "A",
                Head = "9ab3f10cafe1",
                ScopeKept = true,
                Artefacts = [new(plan.Groups[0].EvidenceFolder + "validation.md", true)],
                Approvals = [new("ann", "approved the plan", Sample.Noon)],
                Validations =
                [
                    Sample.Run("make test-password", 2, "5e0c1d200000") with
                    {
                        Current = false,
                    },
                    Sample.Run("make test-password", 0, "9ab3f10cafe1", 6) with
                    {
                        Duration = TimeSpan.FromSeconds(4.1),
                    },
                ],
                Awards =
                [
                    new(
                        "discovery/context-completeness",
                        4,
                        "ann",
                        "read the task file",
                        Sample.Noon
                    ),
                ],
            }
        );
        var text = ReviewReport.Text(review, plan, Sample.Noon);
        var page = File.ReadAllText(Path.Combine(ApprovedText.Root(), "docs/evidence.md"));
        foreach (
            var line in page.Split('\n')
                .SkipWhile(l => l != "## Example")
                .TakeWhile(l => l != "## Files")
                .Where(l => l.StartsWith("| ") || l.StartsWith("**"))
        )
            text.ShouldContain(line + "\n", Case.Sensitive);
    }

    [Theory]
    [InlineData("review-whole.md")]
    [InlineData("done.md")]
    [InlineData("parallel-summary.md")]
    public void A_report_is_no_plan_to_the_reader(string name)
    {
        var text = File.ReadAllText(
            Path.Combine(ApprovedText.Root(), "tests/Forge.Planning.Tests/Reports/Approved", name)
        );
        DocumentReader
            .Read(text, new ReadOptions { Path = $"/r/.genie/wishes/sample/reports/{name}" })
            .Groups.ShouldBeEmpty();
    }
}
