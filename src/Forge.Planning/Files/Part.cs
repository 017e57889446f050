namespace Forge.Planning.Files;

/// <summary>A piece of a file that <c>forge plan</c> writes and watches by itself: a section, or a group of the plan.</summary>
/// <param name="Name">One word; the head is <c>head</c>, what only grows is <c>log</c>.</param>
internal sealed record Part(string Name, string Text)
{
    public const string Head = "head";
    public const string Log = "log";
}
