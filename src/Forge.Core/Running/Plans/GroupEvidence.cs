namespace Forge.Core.Running.Plans;

/// <summary>The files that prove a group, committed once, with the merge that they prove.</summary>
internal sealed class GroupEvidence
{
    public Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(
        PlanLook look,
        string group,
        string head,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyDictionary<string, byte[]>>(new Dictionary<string, byte[]>());
}
