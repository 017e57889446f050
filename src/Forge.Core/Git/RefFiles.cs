using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Reads branches from the files that git keeps them in, without a process: on the way from a request to its answer
/// each process would be felt. Where the files are not the whole truth it says so, and git itself is asked.
/// </summary>
internal static class RefFiles
{
    private const string Link = "ref: ";
    private const long LargestPacked = 1 << 20;

    /// <summary>The commit of a ref that all worktrees share; null when there is no such ref.</summary>
    /// <returns>False when only git can tell: other ref storage, a very long list, a file that is no plain ref.</returns>
    public static bool TryResolve(string commonDirectory, string name, out string? commit)
    {
        commit = null;
        if (!AreTheTruth(commonDirectory))
            return false;
        // First the file of its own: git writes the packed list before it takes that file away, never after.
        if (Files.TryReadText(Path.Join(commonDirectory, name)) is { } text)
        {
            commit = text.TrimEnd('\n');
            return IsObjectId(commit);
        }
        return TryPacked(Path.Join(commonDirectory, "packed-refs"), name, out commit);
    }

    /// <summary>The branch that a checkout is on; null when it is on none, or only git can tell.</summary>
    public static string? BranchOf(string gitDirectory)
    {
        const string heads = Link + "refs/heads/";
        var text = Files.TryReadText(Path.Join(gitDirectory, "HEAD"))?.TrimEnd('\n');
        // What a reftable repository writes there, for programs that look for a file.
        return
            text?.StartsWith(heads, StringComparison.Ordinal) == true && text != heads + ".invalid"
            ? text[heads.Length..]
            : null;
    }

    /// <summary>The commit that a checkout stands on.</summary>
    /// <returns>False when only git can tell.</returns>
    public static bool TryHead(string checkout, out string? commit)
    {
        commit = null;
        if (GitDirectories.Of(checkout) is not { } git)
            return false;
        var common = GitDirectories.CommonOf(git);
        if (!AreTheTruth(common))
            return false;
        if (BranchOf(git) is { } branch)
            return TryResolve(common, "refs/heads/" + branch, out commit);
        commit = Files.TryReadText(Path.Join(git, "HEAD"))?.TrimEnd('\n');
        return commit is not null && IsObjectId(commit);
    }

    /// <summary>
    /// Whether a ref of that name can be made: neither it, nor one above or below it, is there. False also when only git can tell.
    /// </summary>
    public static bool IsFree(string commonDirectory, string name)
    {
        var packed = Path.Join(commonDirectory, "packed-refs");
        if (!AreTheTruth(commonDirectory) || Files.LengthOf(packed) > LargestPacked)
            return false;
        for (var at = name; at != "refs/heads"; at = Path.GetDirectoryName(at)!)
            if (File.Exists(Path.Join(commonDirectory, at)))
                return false;
        if (Path.Exists(Path.Join(commonDirectory, name)))
            return false;
        foreach (var line in (Files.TryReadText(packed) ?? "").Split('\n'))
        {
            var known = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            if (known == name || IsBelow(known, name) || IsBelow(name, known))
                return false;
        }
        return true;
    }

    private static bool IsBelow(string name, string above) =>
        above.Length > 0
        && name.StartsWith(above, StringComparison.Ordinal)
        && name.Length > above.Length
        && name[above.Length] == '/';

    public static bool IsObjectId(string text) =>
        text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    // Of a repository that is away no ref is missing: it is git that says so.
    private static bool AreTheTruth(string commonDirectory) =>
        File.Exists(Path.Join(commonDirectory, "HEAD"))
        && !Directory.Exists(Path.Join(commonDirectory, "reftable"));

    private static bool TryPacked(string file, string name, out string? commit)
    {
        commit = null;
        if (Files.LengthOf(file) > LargestPacked)
            return false;
        foreach (var line in (Files.TryReadText(file) ?? "").Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 40 || line[0] == '#' || !line.AsSpan(space + 1).SequenceEqual(name))
                continue;
            commit = line[..space];
            return IsObjectId(commit);
        }
        return true;
    }
}
