using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>What the tests of the command line's pure parts are made of.</summary>
internal static class CliSupport
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static KnownAttempt Run(
        string id,
        string title,
        Guid? project = null,
        Guid? task = null,
        WorkTaskStatus status = WorkTaskStatus.InReview,
        ProcessStatus? process = ProcessStatus.Completed
    )
    {
        var attempt = Guid.Parse(id.PadRight(8, '0') + "-0000-4000-8000-000000000000");
        var slug = title.ToLowerInvariant().Replace(' ', '-');
        var taskId = task ?? Guid.NewGuid();
        return new KnownAttempt(
            new TaskAttempt
            {
                Id = attempt,
                TaskId = taskId,
                Branch = $"forge/{attempt.ToString()[..4]}-{slug}",
                ContainerRef = $"/w/{attempt.ToString()[..4]}-{slug}",
                TargetBranch = "main",
                Executor = "SHELL",
                WorktreeDeleted = false,
                CreatedAt = Start,
                UpdatedAt = Start,
                Status = process,
            },
            new TaskWithStatus
            {
                Id = taskId,
                ProjectId = project ?? Guid.NewGuid(),
                Title = title,
                Status = status,
                CreatedAt = Start,
                UpdatedAt = Start,
                HasInProgressAttempt = false,
                HasMergedAttempt = status == WorkTaskStatus.Done,
                LastAttemptFailed = false,
                Executor = "SHELL",
            }
        );
    }

    public static ExecutionProcess Process(
        int second,
        ProcessStatus status = ProcessStatus.Running,
        RunReason reason = RunReason.CodingAgent,
        bool more = false,
        Guid? id = null
    ) =>
        new()
        {
            Id = id ?? Guid.NewGuid(),
            TaskAttemptId = Guid.NewGuid(),
            RunReason = reason,
            ExecutorAction = new ExecutorAction
            {
                Typ = Agent(),
                NextAction = more ? new ExecutorAction { Typ = Agent() } : null,
            },
            Status = status,
            Dropped = false,
            StartedAt = Start.AddSeconds(second),
            CompletedAt = status == ProcessStatus.Running ? null : Start.AddSeconds(second + 1),
            CreatedAt = Start,
            UpdatedAt = Start,
        };

    private static CodingAgentInitialRequest Agent() =>
        new()
        {
            Prompt = "p",
            ExecutorProfileId = new ExecutorProfileId { Executor = "SHELL" },
        };

    /// <summary>A terminal that remembers: what went to standard output, without colours.</summary>
    public static (Terminal Terminal, StringWriter Output, StringWriter Notes) Pipe()
    {
        var (output, notes) = (new StringWriter(), new StringWriter());
        return (new Terminal(output, notes, false, false, () => 120), output, notes);
    }
}
