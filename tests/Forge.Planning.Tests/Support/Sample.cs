using Forge.Planning.Plans;
using Forge.Planning.Scoring;

namespace Forge.Planning.Tests.Support;

/// <summary>A plan of three groups that ran, with a matrix that asks for every kind of proof.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private const string Matrix = """
        ## Evaluation Matrix

        ### Discovery Phase (20 pts)
        - [ ] Scope boundaries stated (10 pts)
        - [ ] Files referenced with @ notation (10 pts)

        ### Implementation Phase (50 pts)
        - [ ] Code passes lint (10 pts)
        - [ ] Unit tests pass (20 pts)
        - [ ] Dependencies honored (10 pts)
        - [ ] User guide updated (10 pts)

        ### Verification Phase (30 pts)
        - [ ] All validation commands executed (10 pts)
        - [ ] Evidence of the outputs kept (10 pts)
        - [ ] Human approval obtained (5 pts)
        - [ ] Work reviewed (5 pts)
        """;

    /// <summary>All of the matrix is group A's to earn.</summary>
    public static ForgePlan Alone() =>
        Desk.Groups(
                """
                ### Group A – parser
                - **Goal:** Read it
                - **Files:** `src/**`, `docs/guide.md`
                - **Validation:** `make test`, `make lint`
                - **Evaluation Matrix Impact:** Discovery, Implementation, Verification
                """,
                Matrix
            )
            .Plan()
            .Plan;

    public static ForgePlan Three() =>
        Desk.Groups(
                """
                ### Group A – parser
                - **Goal:** Read it
                - **Files:** `src/parser/**`
                - **Validation:** `make test-parser`
                - **Effort:** 30 min

                ### Group B – printer
                - **Goal:** Print it
                - **Files:** `src/printer.c`
                - **Validation:** `make test-printer`
                - **Effort:** 1h

                ### Group C – together
                - **Goal:** Both together
                - **Dependencies:** A, B
                - **Validation:** `make test`
                """,
                Matrix
            )
            .Plan()
            .Plan;

    public static ValidationRun Run(
        string command,
        int? exit = 0,
        string commit = "1a2b3c4d5e6f",
        int minute = 0,
        RunPlace where = RunPlace.Worktree
    ) =>
        new()
        {
            Command = command,
            ExitCode = exit,
            Commit = commit,
            StartedAt = Noon.AddMinutes(minute),
            Duration = TimeSpan.FromSeconds(4.2),
            Current = true,
            Where = where,
        };

    /// <summary>Everything that can be proved of <see cref="Alone"/> is.</summary>
    public static GroupEvidence Proved() =>
        new()
        {
            GroupId = "A",
            State = "awaiting_merge",
            Head = "1a2b3c4d5e6f",
            Validations = [Run("make test"), Run("make lint", minute: 1)],
            Artefacts =
            [
                new("src/parser.c", true),
                new("docs/guide.md", true),
                new(".genie/wishes/sample/qa/group-a/validation.md", true),
            ],
            ScopeKept = true,
            Ancestors = new AncestorProof("0f0f0f0f0f0f", [], []),
            Approvals = [new("ann", "approved the plan", Noon), new("ann", "reviewed A", Noon)],
        };
}
