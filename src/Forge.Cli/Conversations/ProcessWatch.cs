using System.Text.Json;
using Forge.Api;

namespace Forge.Cli.Conversations;

/// <summary>An attempt's processes by id, kept up to date by the operations of their stream. Pure.</summary>
internal sealed class ProcessWatch
{
    private readonly Dictionary<Guid, ExecutionProcess> _processes = [];

    /// <summary>In the order in which they started; what a person took back is left out, and so are dev servers.</summary>
    public IReadOnlyList<ExecutionProcess> InOrder =>
        [
            .. _processes
                .Values.Where(one => !one.Dropped && one.RunReason != RunReason.DevServer)
                .OrderBy(one => one.StartedAt),
        ];

    public ExecutionProcess? this[Guid id] => _processes.GetValueOrDefault(id);

    public void Apply(PatchOperation operation)
    {
        if (operation.Parts is not ["execution_processes", .. var rest])
            return;
        if (rest is [])
        {
            _processes.Clear();
            foreach (var (_, value) in operation.Value?.AsObject() ?? [])
                Put(value.Deserialize(ForgeJson.Wire.ExecutionProcess));
        }
        else if (operation.Op == "remove" && Guid.TryParse(rest[0], out var gone))
            _processes.Remove(gone);
        else
            Put(operation.Value.Deserialize(ForgeJson.Wire.ExecutionProcess));
    }

    /// <summary>
    /// Nothing runs, and nothing is to follow of itself: a set-up script that went well still has its agent to come.
    /// </summary>
    public bool IsIdle =>
        InOrder is { Count: > 0 } all
        && all.All(one => one.Status != ProcessStatus.Running)
        && all[^1] is var last
        && (last.Status != ProcessStatus.Completed || last.ExecutorAction.NextAction is null);

    private void Put(ExecutionProcess? process)
    {
        if (process is not null)
            _processes[process.Id] = process;
    }
}
