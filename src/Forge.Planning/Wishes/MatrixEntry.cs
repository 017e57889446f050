namespace Forge.Planning.Wishes;

/// <summary>One heading of the evaluation matrix with its points.</summary>
/// <param name="Phase">Discovery, Implementation or Verification, as written without the word Phase.</param>
/// <param name="Name">Code Quality, for example; the phase's own name where checkpoints stand directly in it.</param>
public sealed record MatrixEntry(
    string Phase,
    string Name,
    int Points,
    IReadOnlyList<Checkpoint> Checkpoints
)
{
    public int Line { get; init; }
}

/// <summary>A box of the matrix: what earns how many points.</summary>
public sealed record Checkpoint(string Text, int Points, bool Done, int Line);

/// <summary>The matrix that applies where a document has none.</summary>
public static class StandardMatrix
{
    public static IReadOnlyList<MatrixEntry> Entries { get; } =
    [
        new("Discovery", "Context Completeness", 10, []),
        new("Discovery", "Scope Clarity", 10, []),
        new("Discovery", "Evidence Planning", 10, []),
        new("Implementation", "Code Quality", 15, []),
        new("Implementation", "Test Coverage", 10, []),
        new("Implementation", "Documentation", 5, []),
        new("Implementation", "Execution Alignment", 10, []),
        new("Verification", "Validation Completeness", 15, []),
        new("Verification", "Evidence Quality", 10, []),
        new("Verification", "Review Thoroughness", 5, []),
    ];
}
