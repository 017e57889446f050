using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Conversations;

/// <summary>A process's output as it came, byte for byte of its text (on a terminal without what would command it).</summary>
internal sealed class RawPrinter(Terminal terminal) : IProcessPrinter
{
    private readonly Dictionary<Guid, int> _shown = [];

    public void Begin(ExecutionProcess process) { }

    public void Show(ExecutionProcess process, int number, LogItem item)
    {
        if (number < _shown.GetValueOrDefault(process.Id))
            return;
        _shown[process.Id] = number + 1;
        terminal.Write(item.Content?.ToString() ?? "");
    }

    public void End(ExecutionProcess process) { }
}
