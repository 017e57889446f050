using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>Finds git's own directory of a checkout by reading files, without a process.</summary>
internal static class GitDirectories
{
    /// <summary>The checkout's private git directory (HEAD, index, state of a rebase), or null when it is no checkout.</summary>
    public static string? Of(string checkout)
    {
        var dot = Path.Join(checkout, ".git");
        if (Directory.Exists(dot))
            return File.Exists(Path.Join(dot, "HEAD")) ? dot : null;
        if (!File.Exists(dot))
            // A bare repository is its own git directory.
            return
                File.Exists(Path.Join(checkout, "HEAD"))
                && Directory.Exists(Path.Join(checkout, "objects"))
                ? checkout
                : null;
        var target = PointedAt(dot);
        return target is not null && File.Exists(Path.Join(target, "HEAD")) ? target : null;
    }

    /// <summary>The directory that a <c>.git</c> file names, whether or not it exists; null when the file is gone or no such file.</summary>
    public static string? PointedAt(string dotGitFile)
    {
        const string key = "gitdir: ";
        // A prepared worktree may be claimed, and so renamed, between two looks.
        var text = Files.TryReadText(dotGitFile)?.TrimEnd('\n');
        return text?.StartsWith(key, StringComparison.Ordinal) == true
            ? Path.GetFullPath(text[key.Length..], Path.GetDirectoryName(dotGitFile)!)
            : null;
    }

    /// <summary>The directory that a checkout's private git directory shares with the repository's other worktrees.</summary>
    public static string CommonOf(string gitDirectory)
    {
        var file = Path.Join(gitDirectory, "commondir");
        return File.Exists(file)
            ? Path.GetFullPath(File.ReadAllText(file).TrimEnd('\n'), gitDirectory)
            : gitDirectory;
    }

    /// <summary>The administrative directory of a linked worktree in its repository, found by the worktree's path.</summary>
    public static string? AdministrationOf(GitRepository repo, string worktree)
    {
        var all = Path.Join(repo.CommonDirectory, "worktrees");
        if (!Directory.Exists(all))
            return null;
        var wanted = Path.Join(Normal(worktree), ".git");
        // Mostly the worktree itself names it, and there may be hundreds.
        if (
            File.Exists(wanted)
            && PointedAt(wanted) is { } pointed
            && Path.GetDirectoryName(pointed) == all
            && Names(pointed, wanted)
        )
            return pointed;
        return Directory.EnumerateDirectories(all).FirstOrDefault(one => Names(one, wanted));
    }

    /// <summary>As git writes paths down: without links.</summary>
    public static string Normal(string path) => RealPaths.Nearest(path);

    private static bool Names(string administration, string dotGit)
    {
        var file = Path.Join(administration, "gitdir");
        try
        {
            var text = File.ReadAllText(file).TrimEnd('\n');
            return Path.GetFullPath(text, administration) == dotGit;
        }
        catch (IOException)
        {
            // Being made or removed at this moment: not the one that is looked for.
            return false;
        }
    }
}
