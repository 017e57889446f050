using System.Buffers.Binary;
using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// A worktree that nobody has used: complete, on no branch, and locked. Everything about it is read from its files, so
/// that a new server finds it as the old one left it.
/// </summary>
/// <param name="Administration">Git's own directory of it, inside the repository.</param>
/// <param name="Commit">What its files are.</param>
/// <param name="Mark">The <see cref="CheckoutSettings"/> under which it was filled.</param>
internal sealed record PreparedWorktree(
    string Path,
    string Administration,
    string Commit,
    string Mark,
    DateTimeOffset Since
)
{
    /// <summary>How many files the index counts; 0 when it cannot be read.</summary>
    public int Entries
    {
        get
        {
            Span<byte> head = stackalloc byte[12];
            using var index = File.OpenHandle(System.IO.Path.Join(Administration, "index"));
            return RandomAccess.Read(index, head, 0) == head.Length && head.StartsWith("DIRC"u8)
                ? (int)BinaryPrimitives.ReadUInt32BigEndian(head[8..])
                : 0;
        }
    }

    /// <summary>Null when the directory is not one, or not a complete one.</summary>
    public static PreparedWorktree? At(string path)
    {
        if (GitDirectories.Of(path) is not { } administration)
            return null;
        if (WorktreeLock.Reason(administration) != WorktreeLock.Prepared)
            return null;
        var home = Files.TryReadText(System.IO.Path.Join(administration, "gitdir"))?.Trim();
        var commit = Files.TryReadText(System.IO.Path.Join(administration, "HEAD"))?.Trim();
        var mark = Files.TryReadText(MarkOf(administration));
        if (commit is null || mark is null || !RefFiles.IsObjectId(commit))
            return null;
        return
            home == System.IO.Path.Join(path, ".git")
            && File.Exists(System.IO.Path.Join(administration, "index"))
            ? new PreparedWorktree(path, administration, commit, mark, SinceOf(administration))
            : null;
    }

    public static string MarkOf(string administration) =>
        System.IO.Path.Join(administration, "forge-settings");

    private static DateTimeOffset SinceOf(string administration) =>
        new(File.GetLastWriteTimeUtc(System.IO.Path.Join(administration, "locked")), TimeSpan.Zero);
}
