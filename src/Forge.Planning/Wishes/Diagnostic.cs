namespace Forge.Planning.Wishes;

/// <summary>What a person should know about a place in the document.</summary>
/// <param name="Code">Stable and readable, such as <c>group-without-validation</c>; all stand in docs/planning.md.</param>
/// <param name="Line">Counted from 1.</param>
public sealed record Diagnostic(Severity Severity, string Code, int Line, string Text);
