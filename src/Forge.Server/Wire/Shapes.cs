using System.Text.Json;
using Forge.Api;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;
using Api = Forge.Api;
using CoreStatus = Forge.Core.Domain.Processes.ProcessStatus;
using Process = Forge.Core.Domain.Processes.ExecutionProcess;

namespace Forge.Server.Wire;

/// <summary>Rows to the wire's records, field by field.</summary>
internal static class Shapes
{
    public static Api.Project ToWire(this Core.Domain.Projects.Project p) =>
        new()
        {
            Id = p.Id,
            Name = p.Name,
            GitRepoPath = p.GitRepoPath,
            SetupScript = p.SetupScript,
            DevScript = p.DevScript,
            CleanupScript = p.CleanupScript,
            CopyFiles = p.CopyFiles,
            DefaultBaseBranch = p.DefaultBaseBranch,
            CreatedAt = p.CreatedAt,
            UpdatedAt = p.UpdatedAt,
        };

    public static Api.WorkTask ToWire(this Core.Domain.Tasks.WorkTask t) =>
        new()
        {
            Id = t.Id,
            ProjectId = t.ProjectId,
            Title = t.Title,
            Description = t.Description,
            Status = (Api.WorkTaskStatus)t.Status,
            ParentTaskAttempt = t.ParentTaskAttempt,
            DevServerId = t.DevServerId,
            CreatedAt = t.CreatedAt,
            UpdatedAt = t.UpdatedAt,
        };

    public static TaskWithStatus ToWire(this WorkTaskSummary s) =>
        new()
        {
            Id = s.Task.Id,
            ProjectId = s.Task.ProjectId,
            Title = s.Task.Title,
            Description = s.Task.Description,
            Status = (Api.WorkTaskStatus)s.Task.Status,
            ParentTaskAttempt = s.Task.ParentTaskAttempt,
            DevServerId = s.Task.DevServerId,
            CreatedAt = s.Task.CreatedAt,
            UpdatedAt = s.Task.UpdatedAt,
            HasInProgressAttempt = s.HasInProgressAttempt,
            HasMergedAttempt = s.HasMergedAttempt,
            LastAttemptFailed = s.LastAttemptFailed,
            Executor = s.Executor,
        };

    public static StartedTask ToStarted(
        this WorkTaskSummary s,
        IReadOnlyList<TaskAttempt> attempts
    ) =>
        new()
        {
            Id = s.Task.Id,
            ProjectId = s.Task.ProjectId,
            Title = s.Task.Title,
            Description = s.Task.Description,
            Status = (Api.WorkTaskStatus)s.Task.Status,
            ParentTaskAttempt = s.Task.ParentTaskAttempt,
            DevServerId = s.Task.DevServerId,
            CreatedAt = s.Task.CreatedAt,
            UpdatedAt = s.Task.UpdatedAt,
            HasInProgressAttempt = s.HasInProgressAttempt,
            HasMergedAttempt = s.HasMergedAttempt,
            LastAttemptFailed = s.LastAttemptFailed,
            Executor = s.Executor,
            Attempts = attempts,
        };

    /// <summary>An attempt with what its task and its newest coding process say.</summary>
    public static TaskAttempt ToWire(this Attempt a, System.Data.Common.DbConnection db)
    {
        var task = TaskRows.Find(db, a.TaskId);
        var newest = ProcessRows
            .OfAttempt(db, a.Id, dropped: false)
            .LastOrDefault(p => p.RunReason == Core.Domain.Processes.RunReason.CodingAgent);
        return new TaskAttempt
        {
            Id = a.Id,
            TaskId = a.TaskId,
            ContainerRef = a.Stage is AttemptStage.Preparing or AttemptStage.Broken
                ? null
                : a.Worktree,
            Branch = a.Branch,
            TargetBranch = a.TargetBranch,
            Executor = a.Executor,
            WorktreeDeleted = a.WorktreeDeleted,
            SetupCompletedAt = a.SetupCompletedAt,
            InputTokens = a.InputTokens,
            OutputTokens = a.OutputTokens,
            CacheCreationTokens = a.CacheCreationTokens,
            CacheReadTokens = a.CacheReadTokens,
            CreatedAt = a.CreatedAt,
            UpdatedAt = a.UpdatedAt,
            ProjectId = task?.ProjectId,
            Description = task?.Description,
            Status = newest is null ? BrokenStatus(a) : (Api.ProcessStatus)newest.Status,
            ExecutorProfileId = new ExecutorProfileId
            {
                Executor = a.Executor,
                Variant = a.Variant,
                Model = a.Model,
                Command = a.Command,
            },
        };
    }

    /// <param name="output">The last part of its text, where one process is asked for.</param>
    public static Api.ExecutionProcess ToWire(this Process p, string? output = null) =>
        new()
        {
            Id = p.Id,
            TaskAttemptId = p.AttemptId,
            RunReason = (Api.RunReason)p.RunReason,
            ExecutorAction = JsonSerializer.Deserialize(p.Action, ForgeJson.Wire.ExecutorAction)!,
            BeforeHeadCommit = p.BeforeHeadCommit,
            AfterHeadCommit = p.AfterHeadCommit,
            Status = (Api.ProcessStatus)p.Status,
            ExitCode = p.ExitCode,
            ExitNote = p.ExitNote,
            Dropped = p.Dropped,
            StartedAt = p.StartedAt,
            CompletedAt = p.CompletedAt,
            CreatedAt = p.CreatedAt,
            UpdatedAt = p.UpdatedAt,
            Output = output,
        };

    public static DirectMerge ToWire(this Core.Domain.Attempts.Merge m) =>
        new()
        {
            Id = m.Id,
            TaskAttemptId = m.AttemptId,
            MergeCommit = m.MergeCommit,
            TargetBranchName = m.TargetBranch,
            CreatedAt = m.CreatedAt,
        };

    private static Api.ProcessStatus? BrokenStatus(Attempt a) =>
        a.Stage == AttemptStage.Broken ? (Api.ProcessStatus)CoreStatus.Failed : null;
}
