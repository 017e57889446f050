using System.Globalization;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;

namespace Forge.Bench.Lists;

/// <summary>Many tasks of one project, written straight into a server's database: what years of use leave in it.</summary>
internal static class LongList
{
    public const int Tasks = 10_000;

    /// <summary>Half of the tasks have an attempt that ended; half of those were merged.</summary>
    public static async Task FillAsync(Database database, Guid project, CancellationToken ct)
    {
        const int batch = 1000;
        for (var first = 0; first < Tasks; first += batch)
        {
            var from = first;
            await database.WriteAsync(
                w =>
                {
                    for (var i = from; i < from + batch; i++)
                        Write(w, project, i);
                },
                ct
            );
        }
    }

    private static void Write(Writing w, Guid project, int number)
    {
        var at = w.Now.AddSeconds(number - Tasks);
        var task = new WorkTask
        {
            Id = Guid.NewGuid(),
            ProjectId = project,
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"Task {number} of the long list, as people name them"
            ),
            Description = string.Concat(Enumerable.Repeat("What is to be done, and why. ", 7)),
            Status = number % 2 == 0 ? WorkTaskStatus.InReview : WorkTaskStatus.Todo,
            CreatedAt = at,
            UpdatedAt = at,
        };
        TaskRows.Insert(w, task);
        if (number % 2 == 0)
            WriteAttempt(w, task, number % 4 == 0);
    }

    private static void WriteAttempt(Writing w, WorkTask task, bool merged)
    {
        var attempt = new Attempt
        {
            Id = Guid.NewGuid(),
            TaskId = task.Id,
            Branch = $"forge/{task.Id}",
            TargetBranch = "main",
            Executor = "CLAUDE_CODE",
            Worktree = $"/nowhere/{task.Id}",
            Stage = AttemptStage.Discarded,
            WorktreeDeleted = true,
            CreatedAt = task.CreatedAt,
            UpdatedAt = task.CreatedAt,
        };
        AttemptRows.Insert(w, attempt);
        AttemptRows.Update(w, attempt);
        var process = new ExecutionProcess
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            RunReason = RunReason.CodingAgent,
            Action = $$"""{"prompt":"{{task.Prompt.Replace("\n", "\\n")}}"}""",
            Status = ProcessStatus.Completed,
            ExitCode = 0,
            StartedAt = task.CreatedAt,
            CompletedAt = task.CreatedAt,
            CreatedAt = task.CreatedAt,
            UpdatedAt = task.CreatedAt,
        };
        ProcessRows.Insert(w, process);
        ProcessRows.Update(w, process);
        if (merged)
            MergeRows.Insert(
                w,
                new Merge
                {
                    Id = Guid.NewGuid(),
                    AttemptId = attempt.Id,
                    State = MergeState.Done,
                    MergeCommit = new string('a', 40),
                    TargetBranch = "main",
                    TargetBefore = new string('b', 40),
                    BranchBefore = new string('c', 40),
                    CreatedAt = task.CreatedAt,
                }
            );
    }
}
