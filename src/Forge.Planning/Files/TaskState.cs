using Forge.Planning.Reading;

namespace Forge.Planning.Files;

/// <summary>What the status line of a task file says about its group.</summary>
internal enum TaskState
{
    /// <summary>Not begun, or to be done again.</summary>
    Open,

    /// <summary>Somebody works on it.</summary>
    InUse,

    /// <summary>Its work was done.</summary>
    Ran,
}

internal static class TaskStates
{
    public static TaskState Of(string text)
    {
        var status = Words.Normal(
            Words.WithoutMarks(HeadLines.Value(text, "Status") ?? "").Replace('_', ' ')
        );
        string[] words = status.Split(' ');
        return words[0] switch
        {
            "running" or "active" or "started" or "claimed" or "validating" or "wip" =>
                TaskState.InUse,
            "in" when words is [_, "progress" or "work" or "use", ..] => TaskState.InUse,
            "in" when words is [_, "review", ..] => TaskState.Ran,
            "done"
            or "complete"
            or "completed"
            or "merged"
            or "finished"
            or "shipped"
            or "review"
            or "awaiting" => TaskState.Ran,
            _ => TaskState.Open,
        };
    }
}
