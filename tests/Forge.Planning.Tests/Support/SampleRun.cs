using Forge.Planning.Plans;
using Forge.Planning.Reports;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Reports;

namespace Forge.Planning.Tests.Support;

/// <summary>A run with everything that a report must show: a discarded attempt, a conflict, refused calls, a violation, a group that is not merged.</summary>
internal static class SampleRun
{
    public static ForgePlan Plan { get; } = Sample.Three();

    private static DateTimeOffset At(int minute) => Sample.Noon.AddMinutes(minute);

    private static GroupEvidence A { get; } =
        new()
        {
            GroupId = "A",
            State = "merged",
            Head = "a1a1a1a1a1a1",
            MergeCommit = "a9a9a9a9a9a9",
            Validations =
            [
                Sample.Run("make test-parser", 2, "a0a0a0a0a0a0") with
                {
                    Current = false,
                },
                Sample.Run("make test-parser", 0, "a1a1a1a1a1a1", 2),
            ],
            Artefacts = [new(".genie/wishes/sample/qa/group-a/validation.md", true)],
            ScopeKept = true,
            Ancestors = new("0f0f0f0f0f0f", [], []),
            Approvals = [new("ann", "merged A", At(3))],
            TestsChanged = ["tests/parser.c"],
            Refused =
            [
                new(
                    "A",
                    "A1",
                    "POST /api/plans/sample/groups/A/merge",
                    "agent",
                    "only a person merges",
                    At(1)
                ),
            ],
            Awards =
            [
                new(
                    "discovery/files-referenced-with-notation",
                    3,
                    "ann",
                    "read the task file",
                    At(3)
                ),
            ],
        };

    private static GroupEvidence B { get; } =
        new()
        {
            GroupId = "B",
            State = "merged",
            Head = "b1b1b1b1b1b1",
            MergeCommit = "b9b9b9b9b9b9",
            Validations =
            [
                Sample.Run("make test-printer", 0, "b1b1b1b1b1b1", 2),
                Sample.Run("make test-printer", 0, "b2b2b2b2b2b2", 3, RunPlace.Rehearsal),
            ],
            ScopeKept = true,
            OutsidePaths = [],
            Ancestors = new("0f0f0f0f0f0f", [], []),
            Violations =
            [
                new("outside_files", "changed `Makefile`", "B2", At(2))
                {
                    SettledBy = "ann",
                    Reason = "the target was missing",
                },
            ],
        };

    private static GroupEvidence C { get; } =
        new()
        {
            GroupId = "C",
            State = "awaiting_merge",
            Head = "c1c1c1c1c1c1",
            Validations =
            [
                Sample.Run("make test | tee out", null, "c1c1c1c1c1c1", 5) with
                {
                    TimedOut = true,
                    Duration = TimeSpan.FromMinutes(10),
                },
            ],
            Ancestors = new("b9b9b9b9b9b9", ["A", "B"], []),
            Violations = [new("push", "pushed `feat/sample-c` to origin", "C1", At(4))],
        };

    public static WishEvidence Evidence { get; } = new() { Groups = [A, B, C] };

    public static PlanRun Run { get; } =
        new()
        {
            Plan = Plan,
            State = "running",
            Now = At(10),
            Groups =
            [
                new()
                {
                    Evidence = A,
                    Agent = "claude",
                    Attempts = 1,
                    Files = [new("src/parser/lex.c", 40, 2), new("tests/parser.c", 9)],
                    Commits = [new("a1a1a1a1a1a1", "Read numbers", "ann", At(1))],
                    Issues = [new("C1", "critical", "Numbers are cut"), new("N2", "minor")],
                },
                new()
                {
                    Evidence = B,
                    Agent = "codex",
                    Attempts = 2,
                    Files = [new("Makefile", 1), new("src/printer.c", 12, 12)],
                    Commits = [new("b1b1b1b1b1b1", "Print | numbers", "ann", At(2))],
                },
                new()
                {
                    Evidence = C,
                    Agent = "shell",
                    Attempts = 1,
                    Cause = "validation",
                    Files = [new("Makefile", 2, 1)],
                    Issues = [new("C2", "critical")],
                },
            ],
            Intervals = TimingTests.Intervals(TimingTests.Run),
            Conflicts =
            [
                new()
                {
                    First = "B",
                    Second = "C",
                    Level = ConflictLevel.SameHunk,
                    Paths = ["Makefile"],
                    PredictedAt = At(2),
                    MetAt = At(4),
                    Resolution = "C was brought up to date",
                },
                new()
                {
                    First = "C",
                    Level = ConflictLevel.ConflictWithTarget,
                    MetAt = At(5),
                },
            ],
            Gates =
            [
                new(At(3), "ann", "merged", "A", "a9a9a9a9a9a9"),
                new(At(0), "ann", "approved the plan", null, "0f0f0f0f0f0f"),
                new(At(3), "ann", "widened the files", "B", null, "the target was missing"),
            ],
            Validations = [Sample.Run("make all", 0, "b9b9b9b9b9b9", 6)],
            Discarded = [new("B", "B1", "stalled, then discarded by ann", 2, "$0.31")],
            Review = Reviewer.OfWish(Plan, Evidence),
            FollowUps = ["Look at the timeout of group C"],
        };
}
