using Forge.Api;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>Plans as a server would tell them.</summary>
internal static class PlanSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 18, 5, 0, TimeSpan.Zero);
    public static readonly Guid LoginId = Guid.Parse("11111111-0000-4000-8000-000000000000");
    public static readonly Guid ProjectId = Guid.Parse("22222222-0000-4000-8000-000000000000");

    public static GroupStatus Group(string id, string state, int wave, string title = "hash") =>
        new()
        {
            Id = id,
            Title = title,
            State = state,
            DependsOn = [],
            Branch = $"feat/login-{id.ToLowerInvariant()}",
            Wave = wave,
            Kind = "work",
            TaskFile = $".genie/wishes/login/task-{id.ToLowerInvariant()}.md",
            TargetScore = 100,
        };

    public static ValidationStatus Validation(string command, string state, int? exitCode = null) =>
        new()
        {
            Id = Guid.NewGuid(),
            Command = command,
            State = state,
            ExitCode = exitCode,
            DurationMs = state == "running" ? null : 12_300,
            Commit = new string('b', 40),
            Ground = "worktree",
            StartedAt = Now,
        };

    public static PlanStatus Plan(params GroupStatus[] groups) =>
        new()
        {
            Id = LoginId,
            ProjectId = ProjectId,
            Plan = "login",
            Title = "Log in with a password",
            State = "running",
            Wish = ".genie/wishes/login/login-wish.md",
            Digest = "sha256:" + new string('c', 64),
            ApprovedBy = "Anna",
            ApprovedAt = Now.AddHours(-2),
            Branch = "feat/login",
            BaseBranch = "main",
            BaseCommit = new string('a', 40),
            MaxParallel = 4,
            Groups = groups,
            Waves = [.. groups.GroupBy(one => one.Wave).Select(Ids)],
            Radar = RadarStatus.Empty,
        };

    /// <summary>One group in each state that has something to say.</summary>
    public static PlanStatus Busy() =>
        Plan(
            Group("A", "merged", 1) with
            {
                AttemptNumber = 1,
                Attempt = Guid.NewGuid(),
                Score = 91,
                Verdict = "excellent",
                MergeCommit = new string('d', 40),
                Validation = [Validation("make test", "passed", 0)],
            },
            Group("B", "awaiting_merge", 1, "The form that people fill in to log in") with
            {
                AttemptNumber = 2,
                Attempt = Guid.NewGuid(),
                Score = 64,
                Verdict = "needs_work",
                Unblocks = 2,
                Validation =
                [
                    Validation("make test", "passed", 0),
                    Validation("make lint", "failed", 2),
                ],
                Gate = ["make lint failed on 3f2a91b0c1", "nobody has accepted it"],
                Outside = ["src/other.c"],
                Violations = ["pushed to origin/main"],
            },
            Group("C", "running", 2) with
            {
                AttemptNumber = 1,
                Attempt = Guid.NewGuid(),
                Stacked = true,
                DependsOn = ["A"],
            },
            Group("D", "waiting", 2) with
            {
                DependsOn = ["B"],
                WaitingFor = "B to be merged",
            },
            Group("E", "failed", 2) with
            {
                AttemptNumber = 3,
                Attempt = Guid.NewGuid(),
                Cause = "the agent ended with exit code 1, three times",
            }
        ) with
        {
            Problem = "E failed, and F waits for it",
            WaysOut = ["forge retry login/E", "forge discard login/E"],
            Radar = new RadarStatus
            {
                SuggestedOrder = ["B", "C"],
                Behind = ["C"],
                Overlaps =
                [
                    new RadarOverlap("B", null, "same_file", ["README.md"]),
                    new RadarOverlap("B", "C", "conflict", ["src/a.c", "src/b.c"]),
                ],
            },
        };

    public static PlanSummary Summary(PlanStatus plan) =>
        new()
        {
            Id = plan.Id,
            ProjectId = plan.ProjectId,
            Project = "shop",
            Plan = plan.Plan,
            Title = plan.Title,
            State = plan.State,
            Groups = plan.Groups.Count,
            Merged = plan.Groups.Count(one => one.State == "merged"),
            ApprovedAt = plan.ApprovedAt,
        };

    private static IReadOnlyList<string> Ids(IEnumerable<GroupStatus> groups) =>
        [.. groups.Select(one => one.Id)];
}
