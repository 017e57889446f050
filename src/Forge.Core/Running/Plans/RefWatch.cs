namespace Forge.Core.Running.Plans;

/// <summary>Notices when branches, tags or pushes were made that no agent may make.</summary>
internal sealed class RefWatch
{
    public Task LookAsync(PlanLook look, CancellationToken ct) => Task.CompletedTask;
}
