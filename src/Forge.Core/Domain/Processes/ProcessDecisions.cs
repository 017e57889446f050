using System.Globalization;

namespace Forge.Core.Domain.Processes;

/// <summary>How a process ended, as the rows will say it.</summary>
/// <param name="Code">Null: unknown.</param>
/// <param name="Note">What a person should know beside the code; null when the code says it all.</param>
internal readonly record struct ProcessEnd(ProcessStatus Status, long? Code, string? Note)
{
    /// <summary>With one thing more to know; null adds nothing.</summary>
    public ProcessEnd And(string? note) =>
        note is null ? this : this with { Note = Note is null ? note : $"{Note}; {note}" };
}

internal static class ProcessDecisions
{
    /// <summary>The end of a turn while the agent lives on: there is no exit yet, so the agent's own final status counts.</summary>
    public static ProcessEnd OfTurn(
        bool failed,
        bool interrupted,
        bool stopAsked,
        string? summary
    ) =>
        new(
            stopAsked || interrupted ? ProcessStatus.Killed
                : failed ? ProcessStatus.Failed
                : ProcessStatus.Completed,
            failed ? 1 : 0,
            failed ? summary : null
        );

    /// <summary>The end of a turn by the end of its session.</summary>
    /// <param name="text">The exit as people read it, e.g. <c>143 (SIGTERM?)</c>.</param>
    public static ProcessEnd OfSession(int? code, bool failed, bool stopAsked, string text)
    {
        var status =
            stopAsked ? ProcessStatus.Killed
            : failed || code != 0 ? ProcessStatus.Failed
            : ProcessStatus.Completed;
        return new ProcessEnd(status, code, code is <= 125 || IsCode(text, code) ? null : text);
    }

    private static bool IsCode(string text, int? code) =>
        code is { } value && text == value.ToString(CultureInfo.InvariantCulture);
}
