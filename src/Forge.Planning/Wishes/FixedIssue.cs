namespace Forge.Planning.Wishes;

/// <summary>Something wrong that a group is to set right, as its document names it.</summary>
/// <param name="Severity">As the document has it: <c>critical</c>; null where it says nothing.</param>
public sealed record FixedIssue(string Id, string? Severity = null, string? Text = null);
