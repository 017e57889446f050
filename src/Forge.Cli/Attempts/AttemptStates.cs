using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Attempts;

/// <summary>One word for where a run stands, made of its task's and its newest process's state.</summary>
internal enum AttemptState
{
    Waiting,
    Running,
    Review,
    Failed,
    Stopped,
    Merged,
    Done,
    Cancelled,
    Archived,
}

internal static class AttemptStates
{
    public static AttemptState Of(TaskWithStatus task, TaskAttempt? attempt) =>
        task.Status switch
        {
            WorkTaskStatus.Done => task.HasMergedAttempt ? AttemptState.Merged : AttemptState.Done,
            WorkTaskStatus.Cancelled => AttemptState.Cancelled,
            WorkTaskStatus.Archived => AttemptState.Archived,
            _ => attempt?.Status switch
            {
                ProcessStatus.Running => AttemptState.Running,
                ProcessStatus.Failed => AttemptState.Failed,
                ProcessStatus.Killed => AttemptState.Stopped,
                ProcessStatus.Completed when task.Status == WorkTaskStatus.InProgress =>
                    AttemptState.Running,
                ProcessStatus.Completed => AttemptState.Review,
                _ when task.HasInProgressAttempt => AttemptState.Running,
                _ when task.LastAttemptFailed => AttemptState.Failed,
                _ => AttemptState.Waiting,
            },
        };

    public static bool IsOver(AttemptState state) =>
        state
            is AttemptState.Merged
                or AttemptState.Done
                or AttemptState.Cancelled
                or AttemptState.Archived;

    public static string Word(AttemptState state) => state.ToString().ToLowerInvariant();

    public static Cell Cell(AttemptState state) => new(Word(state), PaintOf(state));

    public static Paint PaintOf(AttemptState state) =>
        state switch
        {
            AttemptState.Running => Paint.Cyan,
            AttemptState.Review => Paint.Yellow,
            AttemptState.Failed => Paint.Red,
            AttemptState.Merged or AttemptState.Done => Paint.Green,
            _ => Paint.Dim,
        };
}
