using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>Takes prepared worktrees away: those that are not wanted any more, and what a dead server left unfinished.</summary>
internal static class PreparedLeftovers
{
    private const string GoneMark = ".gone-";

    /// <summary>
    /// For the repository's queue: renamed, so that it is at once out of reach of a claim, and forgotten by its
    /// repository. Each step can be the last before a crash: the next server finds the name and goes on.
    /// </summary>
    /// <returns>What is to be deleted; null when nothing is there.</returns>
    public static string? Detach(string path)
    {
        var gone = GoneName(path);
        if (Directory.Exists(path) && path != gone)
            Directory.Move(path, gone);
        if (!Directory.Exists(gone))
            return null;
        if (AdministrationOf(gone) is { } administration)
            WorktreeTrash.Forget(administration);
        return gone;
    }

    /// <summary>Every directory below a repository's folder of prepared ones that is not a complete one.</summary>
    public static IEnumerable<string> In(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder)
                .Where(path => PreparedWorktree.At(path) is null)
            : [];

    /// <summary>
    /// Entries of a repository whose prepared worktree somebody deleted by hand. They are locked, so that git would show
    /// them for ever. A claim that is being taken up after a crash looks alike: ask only while no attempt is being made.
    /// </summary>
    public static void ForgetDeleted(GitRepository repo, string folder)
    {
        var all = Path.Join(repo.CommonDirectory, "worktrees");
        if (!Directory.Exists(all))
            return;
        foreach (var administration in Directory.GetDirectories(all))
            if (
                HomeOf(administration) is { } home
                && Path.GetDirectoryName(home) == folder
                && WorktreeLock.IsOurs(administration)
                && !Directory.Exists(home)
                && !Directory.Exists(GoneName(home))
            )
                WorktreeTrash.Forget(administration);
    }

    private static string GoneName(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith(GoneMark, StringComparison.Ordinal)
            ? path
            : Path.Join(Path.GetDirectoryName(path), GoneMark + name);
    }

    // The entry goes only when it speaks of this very worktree: it may long be somebody else's.
    private static string? AdministrationOf(string gone)
    {
        var dot = Path.Join(gone, ".git");
        return
            File.Exists(dot)
            && GitDirectories.PointedAt(dot) is { } administration
            && WorktreeLock.IsOurs(administration)
            && HomeOf(administration) is { } home
            && GoneName(home) == gone
            ? administration
            : null;
    }

    private static string? HomeOf(string administration) =>
        Files.TryReadText(Path.Join(administration, "gitdir")) is { } text
            ? Path.GetDirectoryName(text.TrimEnd('\n'))
            : null;
}
