using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>What is known about the end of an attempt's last process.</summary>
internal sealed record FailureFacts
{
    public AttemptStage Stage { get; init; } = AttemptStage.Ready;

    /// <summary><see cref="Attempt.Failure"/>.</summary>
    public string? StageText { get; init; }

    /// <summary>Of the last process; null when there is none.</summary>
    public ProcessStatus? Status { get; init; }
    public long? ExitCode { get; init; }
    public string? ExitNote { get; init; }

    /// <summary>It failed before it had a session.</summary>
    public bool NeverBegan { get; init; }

    /// <summary>
    /// What the agent itself called errors in this turn, oldest first: the conversation's error entries, not its prose and
    /// not the output of tools, where anything may be spoken about.
    /// </summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>A person asked for the stop.</summary>
    public bool StopAsked { get; init; }

    /// <summary>Forge itself found one of these, and the text says what; null where it did not.</summary>
    public string? Budget { get; init; }
    public string? Stall { get; init; }
    public string? Conflict { get; init; }
    public string? Validation { get; init; }
}
