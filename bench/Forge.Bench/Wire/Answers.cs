namespace Forge.Bench.Wire;

/// <summary>A task that was created and started.</summary>
/// <param name="Title">Names the agent's working directory, too.</param>
/// <param name="Asked">When the request was sent, wall clock in nanoseconds.</param>
/// <param name="Answered">When the whole answer was here.</param>
internal sealed record Accepted(Guid Task, string Title, long Asked, long Answered);

/// <param name="Worktree">Where it works; null until it is made.</param>
internal sealed record Attempt(Guid Id, string? Worktree);

/// <summary>A turn of the agent.</summary>
internal sealed record AgentRun(Guid Id, string Status)
{
    public bool HasEnded => Status != "running";
}

internal sealed record TaskState(Guid Id, string Status, bool IsRunning, bool HasFailed)
{
    /// <summary>Its run is over, and well.</summary>
    public bool IsWell => Status == "inreview" && !IsRunning && !HasFailed;

    /// <summary>Something may still come of it.</summary>
    public bool IsOpen => IsRunning || Status is "todo" or "inprogress" && !HasFailed;
}
