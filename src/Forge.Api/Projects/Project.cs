namespace Forge.Api;

/// <summary>A git repository that tasks are done in.</summary>
public sealed record Project
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Absolute path of the repository's checkout on the server's machine.</summary>
    public required string GitRepoPath { get; init; }

    /// <summary>Run in each new worktree before the agent.</summary>
    public string? SetupScript { get; init; }
    public string? DevScript { get; init; }

    /// <summary>Run after each turn of the agent.</summary>
    public string? CleanupScript { get; init; }

    /// <summary>Comma-separated globs of ignored files that a new worktree gets a copy of, e.g. <c>.env, config/*.local</c>.</summary>
    public string? CopyFiles { get; init; }

    /// <summary>Used where a request names no base branch. Ours.</summary>
    public string? DefaultBaseBranch { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>
/// <c>POST /api/projects</c>. Errors: 422 the path does not exist, or is no git repository; 409 it is a project already.
/// </summary>
public sealed record CreateProject
{
    public required string Name { get; init; }
    public required string GitRepoPath { get; init; }

    /// <summary>False: make a new repository at the path.</summary>
    public bool? UseExistingRepo { get; init; }
    public string? SetupScript { get; init; }
    public string? DevScript { get; init; }
    public string? CleanupScript { get; init; }
    public string? CopyFiles { get; init; }
    public string? DefaultBaseBranch { get; init; }
}

/// <summary><c>PUT /api/projects/{id}</c>: any part. Null leaves a field as it is; an empty text clears it.</summary>
public sealed record UpdateProject
{
    public string? Name { get; init; }
    public string? GitRepoPath { get; init; }
    public string? SetupScript { get; init; }
    public string? DevScript { get; init; }
    public string? CleanupScript { get; init; }
    public string? CopyFiles { get; init; }
    public string? DefaultBaseBranch { get; init; }
}
