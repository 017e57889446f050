using Forge.Api;

namespace Forge.Cli.Attempts;

/// <summary>An attempt with the task it belongs to: what a person calls "the run".</summary>
internal sealed record KnownAttempt(TaskAttempt Attempt, TaskWithStatus Task)
{
    public Guid Id => Attempt.Id;
    public string Short => Terminals.Words.Short(Attempt.Id);
    public AttemptState State => AttemptStates.Of(Task, Attempt);
}
