namespace Forge.Planning.Wishes;

/// <summary>What was agreed: in a contract, or in the sections that stand in its place.</summary>
public sealed record Contract
{
    public required ContractSource Source { get; init; }
    public int Line { get; init; }
    public IReadOnlyList<string> Scope { get; init; } = [];
    public IReadOnlyList<string> OutOfScope { get; init; } = [];
    public IReadOnlyList<string> SuccessMetrics { get; init; } = [];
    public IReadOnlyList<string> ExternalTasks { get; init; } = [];
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>What else stands in the contract.</summary>
    public IReadOnlyList<NamedText> Other { get; init; } = [];
}
