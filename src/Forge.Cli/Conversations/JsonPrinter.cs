using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Conversations;

/// <summary>
/// One JSON object a line: <c>process_id</c>, <c>number</c>, <c>type</c>, <c>content</c>. An entry that changes comes
/// again under its number; the last one counts.
/// </summary>
internal sealed class JsonPrinter(Terminal terminal) : IProcessPrinter
{
    private readonly Dictionary<(Guid, int), string> _printed = [];

    public void Begin(ExecutionProcess process) { }

    public void Show(ExecutionProcess process, int number, LogItem item)
    {
        var line = new JsonObject
        {
            ["process_id"] = process.Id.ToString(),
            ["number"] = number,
            ["type"] = item.Type,
            ["content"] = item.Content?.DeepClone(),
        };
        var text = line.ToJsonString(ForgeJson.Wire.Options);
        if (_printed.GetValueOrDefault((process.Id, number)) == text)
            return;
        _printed[(process.Id, number)] = text;
        terminal.Line(text);
    }

    public void End(ExecutionProcess process) { }
}
