namespace Forge.Core.Git;

/// <summary>What a person can do about a failure that git tells in words of its own. Git is asked to speak English.</summary>
internal static class GitAdvice
{
    private const string Unwritten =
        "See whether the disk is full or read-only. Make room there and try again.";

    private static readonly (string Sign, string Advice)[] Known =
    [
        ("No space left on device", "The disk is full. Make room there and try again."),
        ("Disk quota exceeded", "Your disk quota is used up. Make room and try again."),
        (
            "Read-only file system",
            "The repository's disk is mounted read-only. Make it writable and try again."
        ),
        ("couldn't write", Unwritten),
        ("unable to write", Unwritten),
        ("write error", Unwritten),
        (
            "smudge filter",
            "The repository wants a program to check out some of its files that is missing or failed. "
                + "Install it (for Git LFS: git-lfs) and see that `git checkout` works, then try again."
        ),
        (
            "clean filter",
            "The repository wants a program to add some of its files that is missing or failed. "
                + "Install it (for Git LFS: git-lfs) and see that `git add` works, then try again."
        ),
        (
            "external filter",
            "The repository wants a program for some of its files that is missing or failed. "
                + "Install it (for Git LFS: git-lfs) and try again."
        ),
        (
            ".lock': File exists",
            "Another git holds that lock, or died and left it. If no git runs there, delete the file and try again."
        ),
        (
            "exists; cannot create 'refs/heads/" + BranchNames.Prefix,
            "Forge's branches begin with '"
                + BranchNames.Prefix
                + "', and a branch of that very name is in the way. Rename it (git branch -m) and try again."
        ),
        (
            "gpg failed to sign",
            "The repository wants its commits signed, and signing failed. "
                + "Unlock the key, or set commit.gpgsign to false, and try again."
        ),
        (
            "dubious ownership",
            "If you trust it, run: git config --global --add safe.directory <path>"
        ),
        ("Permission denied", "Forge's user may not write there. Give it the right and try again."),
        (
            "insufficient permission",
            "Forge's user may not write there. Give it the right and try again."
        ),
        (
            "bad object",
            "The repository seems damaged. `git fsck` tells what is missing; fetch it or restore a backup."
        ),
        (
            "unable to read tree",
            "The repository seems damaged. `git fsck` tells what is missing; fetch it or restore a backup."
        ),
    ];

    /// <summary>Null where git's own words have to do.</summary>
    public static string? For(string words)
    {
        foreach (var (sign, advice) in Known)
            if (words.Contains(sign, StringComparison.Ordinal))
                return advice;
        return null;
    }

    public static bool IsFull(string words) =>
        words.Contains("No space left on device", StringComparison.Ordinal)
        || words.Contains("Disk quota exceeded", StringComparison.Ordinal);
}
