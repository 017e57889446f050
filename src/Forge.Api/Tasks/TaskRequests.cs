namespace Forge.Api;

/// <summary><c>POST /api/tasks</c>, and under <c>/api/projects/{id}/tasks</c>, where the address names the project.</summary>
public sealed record CreateTask
{
    /// <summary>Required, save where the address names the project.</summary>
    public Guid? ProjectId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public Guid? ParentTaskAttempt { get; init; }
    public IReadOnlyList<Guid>? ImageIds { get; init; }
}

/// <summary><c>PUT /api/tasks/{id}</c>: null leaves a field as it is.</summary>
public sealed record UpdateTask
{
    public string? Title { get; init; }
    public string? Description { get; init; }
    public WorkTaskStatus? Status { get; init; }
    public Guid? ParentTaskAttempt { get; init; }
    public IReadOnlyList<Guid>? ImageIds { get; init; }
}

/// <summary>
/// <c>POST /api/tasks/create-and-start</c>: a task and its first attempt in one step. Errors: 404 unknown project,
/// 422 unknown executor or branch.
/// </summary>
public sealed record CreateAndStart
{
    public required CreateTask Task { get; init; }
    public required ExecutorProfileId ExecutorProfileId { get; init; }

    /// <summary>Null or absent: the project's <c>default_base_branch</c>, else the branch its checkout is on.</summary>
    public string? BaseBranch { get; init; }
}
