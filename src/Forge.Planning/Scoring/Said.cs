using Forge.Planning.Writing;

namespace Forge.Planning.Scoring;

/// <summary>How facts are written in one line.</summary>
internal static class Said
{
    private const int ShortCommit = 7;

    public static string Short(string commit) =>
        commit.Length > ShortCommit ? commit[..ShortCommit] : commit;

    public static string Place(RunPlace place) =>
        place switch
        {
            RunPlace.Worktree => "worktree",
            RunPlace.CleanCopy => "clean copy",
            RunPlace.Rehearsal => "rehearsal of the merge",
            _ => "base",
        };

    /// <summary>As code, with as many back-ticks as it takes.</summary>
    public static string Code(string text)
    {
        var line = Lines.OneLine(text);
        var (longest, run) = (0, 0);
        foreach (var c in line)
            longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        var ticks = new string('`', longest + 1);
        return longest == 0 ? $"`{line}`" : $"{ticks} {line} {ticks}";
    }

    /// <summary><c>1 file</c>, <c>3 files</c></summary>
    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>The first few, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> items, int most = 5) =>
        items.Count <= most
            ? string.Join(", ", items)
            : $"{string.Join(", ", items.Take(most))} and {items.Count - most} more";
}
