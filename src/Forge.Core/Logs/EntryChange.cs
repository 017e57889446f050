namespace Forge.Core.Logs;

/// <summary>One change of a conversation's entries: a new one, or a new content for an old one.</summary>
/// <param name="Number">The entry's number within its turn, from 0 without gaps.</param>
internal readonly record struct EntryChange(int Number, bool IsNew, Entry Entry);
