namespace Forge.Core.Domain.Projects;

/// <summary>A repository that Forge works on, and how its worktrees are made ready.</summary>
internal sealed record Project
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Absolute path of the user's checkout. Forge never works in it.</summary>
    public required string GitRepoPath { get; init; }

    /// <summary>Bash, run in each new worktree before the agent.</summary>
    public string? SetupScript { get; init; }

    /// <summary>Bash, a dev server; its ports are <c>FORGE_PORT_0..9</c>.</summary>
    public string? DevScript { get; init; }

    /// <summary>Bash, run after the agent's turn.</summary>
    public string? CleanupScript { get; init; }

    /// <summary>Globs of ignored files to copy into a worktree, separated by commas or newlines.</summary>
    public string? CopyFiles { get; init; }

    /// <summary>Used where a request names no base branch.</summary>
    public string? DefaultBaseBranch { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}
