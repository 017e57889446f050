using Forge.Api;

namespace Forge.Cli.Attempts;

/// <summary>An agent knows no run but its own: there is no list to look through.</summary>
internal static class OwnRun
{
    private const string AgentsToken = "forge_a_";

    /// <summary>True where this command was started by an agent, or with its rights.</summary>
    public static bool IsAll(Surroundings here) =>
        here.Variable("FORGE_TOKEN") is { } token
        && token.StartsWith(AgentsToken, StringComparison.Ordinal);

    public static async Task<KnownAttempt> LoadAsync(ForgeClient client, CancellationToken ct)
    {
        var access = await client.AccessAsync(ct).ConfigureAwait(false);
        if (access.Token?.AttemptId is not { } id)
            throw new CommandFailed(
                ExitCodes.Failed,
                "FORGE_TOKEN looks like an agent's token, but the server knows it as something else"
            );
        var attempt = await client.AttemptAsync(id, ct).ConfigureAwait(false);
        var task = await client.TaskAsync(attempt.TaskId, ct).ConfigureAwait(false);
        return new KnownAttempt(attempt, Summary(task, attempt));
    }

    private static TaskWithStatus Summary(WorkTask task, TaskAttempt attempt) =>
        new()
        {
            Id = task.Id,
            ProjectId = task.ProjectId,
            Title = task.Title,
            Description = task.Description,
            Status = task.Status,
            ParentTaskAttempt = task.ParentTaskAttempt,
            DevServerId = task.DevServerId,
            CreatedAt = task.CreatedAt,
            UpdatedAt = task.UpdatedAt,
            HasInProgressAttempt = attempt.Status == ProcessStatus.Running,
            HasMergedAttempt = false,
            LastAttemptFailed = attempt.Status is ProcessStatus.Failed or ProcessStatus.Killed,
            Executor = attempt.Executor,
        };
}
