using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Conversations;

/// <summary>What shows the items of a process as they come. A stream that starts again must not show anything twice.</summary>
internal interface IProcessPrinter
{
    /// <summary>A process begins; told once for each.</summary>
    void Begin(ExecutionProcess process);

    /// <param name="number">The item's number within its process.</param>
    void Show(ExecutionProcess process, int number, LogItem item);

    /// <summary>Nothing more comes, for now or for ever.</summary>
    void End(ExecutionProcess process);
}

/// <summary>
/// Prints a conversation append-only: what stands on the screen is never redrawn, so it can be scrolled, copied and
/// piped. A text that grows is continued; a tool's line is printed again when its result is there.
/// </summary>
internal sealed class ConversationPrinter(Terminal terminal) : IProcessPrinter
{
    private readonly EntryText _text = new(terminal);

    /// <summary>What each turn was asked; an agent that repeats it in its conversation is not shown twice.</summary>
    private readonly Dictionary<Guid, string> _prompts = [];
    private readonly Dictionary<(Guid, int), string> _printed = [];
    private (Guid, int) _last;
    private bool _lineIsOpen;

    public void Begin(ExecutionProcess process)
    {
        var (what, prompt) = process.ExecutorAction.Typ switch
        {
            CodingAgentInitialRequest first => (Name(first.ExecutorProfileId), first.Prompt),
            CodingAgentFollowUpRequest later => (Name(later.ExecutorProfileId), later.Prompt),
            _ => (ScriptName(process.RunReason), null),
        };
        terminal.Line(
            terminal.In(Paint.Dim, $"── {what} · {process.StartedAt.ToLocalTime():HH:mm:ss}")
        );
        if (prompt is null)
            return;
        _prompts[process.Id] = _text.Prompt(prompt);
        terminal.Line(_prompts[process.Id]);
    }

    private static string Name(ExecutorProfileId profile) =>
        profile.Variant is { } variant ? $"{profile.Executor} {variant}" : profile.Executor;

    private static string ScriptName(RunReason reason) =>
        reason switch
        {
            RunReason.SetupScript => "set-up script",
            RunReason.CleanupScript => "clean-up script",
            RunReason.DevServer => "dev server",
            _ => "agent",
        };

    public void Show(ExecutionProcess process, int number, LogItem item)
    {
        if (item is not { Type: LogItem.NormalizedEntry, Content: JsonObject content })
            return;
        var entry = content.Deserialize(ForgeJson.Wire.ConversationEntry);
        if (entry is null || _text.Of(entry) is not { Length: > 0 } text)
            return;
        var key = (process.Id, number);
        var before = _printed.GetValueOrDefault(key);
        if (before == text || text == _prompts.GetValueOrDefault(process.Id))
            return;
        _printed[key] = text;
        Write(key, before, text);
    }

    private void Write((Guid, int) key, string? before, string text)
    {
        if (before is not null && key == _last && text.StartsWith(before, StringComparison.Ordinal))
        {
            terminal.Write(text[before.Length..]);
            _lineIsOpen = true;
            return;
        }
        Close();
        terminal.Write(text);
        _lineIsOpen = true;
        _last = key;
    }

    public void End(ExecutionProcess process)
    {
        Close();
        var end = process.Status switch
        {
            ProcessStatus.Failed => terminal.In(Paint.Red, $"── failed{Code(process)}"),
            ProcessStatus.Killed => terminal.In(Paint.Yellow, "── stopped"),
            ProcessStatus.Completed => terminal.In(Paint.Dim, $"── done in {Took(process)}"),
            _ => null,
        };
        if (process.ExitNote is { Length: > 0 } note && !IsSaid(process, note))
            terminal.Line(
                terminal.In(
                    process.Status == ProcessStatus.Failed ? Paint.Red : Paint.Yellow,
                    "! " + Words.Harmless(note).TrimEnd()
                )
            );
        if (end is not null)
            terminal.Line(end);
    }

    /// <summary>The reason of a failed turn is often the agent's own last word, which stands there already.</summary>
    private bool IsSaid(ExecutionProcess process, string note) =>
        process.Status == ProcessStatus.Running
        // How a signal ended what a person stopped is nothing to tell.
        || (process.Status == ProcessStatus.Killed && note.StartsWith($"{process.ExitCode} ("))
        || _printed.Any(one =>
            one.Key.Item1 == process.Id
            && Bare(one.Value).Contains(Bare(note), StringComparison.Ordinal)
        );

    private static string Bare(string text) =>
        string.Join(
            ' ',
            Words
                .Harmless(text)
                .Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
        );

    private static string Code(ExecutionProcess process) =>
        process.ExitCode is { } code ? $" with exit code {code}" : "";

    private static string Took(ExecutionProcess process) =>
        process.CompletedAt is { } end ? Words.Age(end - process.StartedAt) : "?";

    private void Close()
    {
        if (_lineIsOpen)
            terminal.Line();
        _lineIsOpen = false;
    }
}
