using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Git's lock of a linked worktree: a file with the reason, shown by <c>git worktree list</c>. A locked one is neither
/// pruned nor removed by anybody. Forge locks what it is making, so that also a person's prune leaves it alone, and
/// a crash is seen afterwards.
/// </summary>
internal static class WorktreeLock
{
    /// <summary>No agent was ever there, and it is not complete.</summary>
    public const string BeingMade = "Forge: being made";

    /// <summary>No agent was ever there, and it is complete.</summary>
    public const string Prepared = "Forge: prepared for the next attempt";

    /// <summary>No agent was ever there, and it goes when the validation that runs in it is over.</summary>
    public const string CleanCopy = "Forge: clean copy of a validation";

    private const string Ours = "Forge: ";

    public static string? Reason(string administration) =>
        Files.TryReadText(FileOf(administration))?.Trim();

    public static bool IsOurs(string administration) =>
        Reason(administration)?.StartsWith(Ours, StringComparison.Ordinal) == true;

    /// <summary>Git's own word while it makes a worktree, or one of ours.</summary>
    public static bool IsUnfinished(string administration) =>
        Reason(administration) == "initializing" || IsOurs(administration);

    /// <summary>Whoever reads it sees the old reason or the new one.</summary>
    public static void Set(string administration, string reason)
    {
        var next = FileOf(administration) + ".forge";
        File.WriteAllText(next, reason + "\n");
        File.Move(next, FileOf(administration), overwrite: true);
    }

    public static void Remove(string administration) => File.Delete(FileOf(administration));

    private static string FileOf(string administration) => Path.Join(administration, "locked");
}
