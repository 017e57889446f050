namespace Forge.Planning.Wishes;

/// <summary>The status line.</summary>
/// <param name="Raw">As written, without Markdown's marks; null when there is none.</param>
public sealed record WishStatus(string? Raw, StatusKind Kind)
{
    public int Line { get; init; }
}
