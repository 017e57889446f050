namespace Forge.Core.Git;

/// <summary>
/// The index of a worktree that a power cut took: git writes it without bringing it to the disk, and refuses everything
/// when it is empty or zeros. Nothing is only in there, so it is made again from HEAD; the files stay as they are.
/// </summary>
internal static class DamagedIndex
{
    private const int Shortest = 32;

    public static async Task MendAsync(string worktree, CancellationToken ct)
    {
        if (GitDirectories.Of(worktree) is not { } git || !IsDamaged(Path.Join(git, "index")))
            return;
        File.Delete(Path.Join(git, "index"));
        await GitCommand.In(worktree, "read-tree", "HEAD").CheckAsync(ct).ConfigureAwait(false);
    }

    private static bool IsDamaged(string index)
    {
        if (!File.Exists(index))
            return false;
        using var file = File.OpenRead(index);
        Span<byte> head = stackalloc byte[4];
        return file.Length < Shortest
            || file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
            || !head.SequenceEqual("DIRC"u8);
    }
}
