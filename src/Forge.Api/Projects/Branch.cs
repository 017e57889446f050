namespace Forge.Api;

/// <summary>One line of <c>GET /api/projects/{id}/branches</c>.</summary>
public sealed record Branch
{
    public required string Name { get; init; }
    public required bool IsCurrent { get; init; }
    public required bool IsRemote { get; init; }
    public required DateTimeOffset LastCommitDate { get; init; }
}
