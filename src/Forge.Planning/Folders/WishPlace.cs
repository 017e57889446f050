namespace Forge.Planning.Folders;

/// <summary>What became of a search for a document.</summary>
public abstract record WishPlace
{
    private WishPlace() { }

    /// <param name="Path">Relative to the root.</param>
    public sealed record There(string Path) : WishPlace;

    /// <param name="Text">Why, in words for a person.</param>
    public sealed record Missing(string Text) : WishPlace;

    /// <summary>The name, or a link on its way, leads out of the root.</summary>
    /// <param name="Text">In words for a person.</param>
    public sealed record Outside(string Text) : WishPlace;
}
