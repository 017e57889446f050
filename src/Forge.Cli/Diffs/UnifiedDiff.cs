using System.Text;
using Forge.Api;

namespace Forge.Cli.Diffs;

/// <summary>Changed files as the text that <c>git apply</c> takes, made of their old and new contents.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private const string RegularFile = "100644";

    /// <summary>False for binary files and for those whose content was left out: their diff only says that they differ.</summary>
    public static bool HasContent(Diff diff) =>
        !diff.ContentOmitted
        && (!IsBinary(diff) || diff.Change is DiffChange.Renamed or DiffChange.PermissionChange);

    public static string Of(Diff diff)
    {
        var (oldPath, newPath) = (
            diff.OldPath ?? diff.NewPath ?? "",
            diff.NewPath ?? diff.OldPath ?? ""
        );
        var text = new StringBuilder(
            $"diff --git {Quoted("a/" + oldPath)} {Quoted("b/" + newPath)}\n"
        );
        Head(text, diff, oldPath, newPath);
        var (from, to) = (
            diff.OldPath is null ? "/dev/null" : Named("a/" + oldPath),
            diff.NewPath is null ? "/dev/null" : Named("b/" + newPath)
        );
        if (diff.ContentOmitted || IsBinary(diff))
        {
            if (diff.Change is not (DiffChange.Renamed or DiffChange.PermissionChange))
                text.Append($"Binary files {from.TrimEnd('\t')} and {to.TrimEnd('\t')} differ\n");
            return text.ToString();
        }
        var (old, @new) = (Lines(diff.OldContent), Lines(diff.NewContent));
        var changes = LineDiff.Of(old, @new);
        if (changes.Count > 0)
            text.Append($"--- {from}\n+++ {to}\n");
        foreach (var hunk in Hunks(changes))
            Write(text, hunk, old, @new);
        return text.ToString();
    }

    /// <summary>Lines added and removed: git's own counts where the server sent them, else counted here.</summary>
    public static (int Added, int Removed) Count(Diff diff)
    {
        if (diff is { Additions: { } added, Deletions: { } removed })
            return (added, removed);
        if (diff.ContentOmitted || IsBinary(diff))
            return (diff.Additions ?? 0, diff.Deletions ?? 0);
        var changes = LineDiff.Of(Lines(diff.OldContent), Lines(diff.NewContent));
        return (changes.Sum(change => change.NewCount), changes.Sum(change => change.OldCount));
    }

    public static bool IsBinary(Diff diff) =>
        diff is { OldContent: null, NewContent: null, Additions: null, Deletions: null };

    private static void Head(StringBuilder text, Diff diff, string oldPath, string newPath)
    {
        switch (diff.Change)
        {
            case DiffChange.Added:
                text.Append($"new file mode {diff.NewMode ?? RegularFile}\n");
                break;
            case DiffChange.Deleted:
                text.Append($"deleted file mode {diff.OldMode ?? RegularFile}\n");
                break;
            default:
                if (diff is { OldMode: { } oldMode, NewMode: { } newMode } && oldMode != newMode)
                    text.Append($"old mode {oldMode}\nnew mode {newMode}\n");
                break;
        }
        if (diff.Change is DiffChange.Renamed or DiffChange.Copied)
        {
            var word = diff.Change == DiffChange.Renamed ? "rename" : "copy";
            text.Append($"{word} from {Quoted(oldPath)}\n{word} to {Quoted(newPath)}\n");
        }
    }

    /// <summary>Each line with its newline; a last line without one stays without.</summary>
    public static List<string> Lines(string? text)
    {
        var lines = new List<string>();
        for (var start = 0; start < (text?.Length ?? 0); )
        {
            var end = text!.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>Changes whose contexts would touch share a hunk.</summary>
    private static IEnumerable<List<Change>> Hunks(List<Change> changes)
    {
        var hunk = new List<Change>();
        foreach (var change in changes)
        {
            if (
                hunk.Count > 0
                && change.OldStart - (hunk[^1].OldStart + hunk[^1].OldCount) > 2 * Context
            )
            {
                yield return hunk;
                hunk = [];
            }
            hunk.Add(change);
        }
        if (hunk.Count > 0)
            yield return hunk;
    }

    private static void Write(
        StringBuilder text,
        List<Change> hunk,
        List<string> old,
        List<string> @new
    )
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var lead = Math.Min(Context, first.OldStart);
        var oldEnd = last.OldStart + last.OldCount;
        var trail = Math.Min(Context, old.Count - oldEnd);
        var (oldStart, newStart) = (first.OldStart - lead, first.NewStart - lead);
        var (oldCount, newCount) = (
            oldEnd + trail - oldStart,
            last.NewStart + last.NewCount + trail - newStart
        );
        text.Append($"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@\n");
        var at = oldStart;
        foreach (var change in hunk)
        {
            for (; at < change.OldStart; at++)
                Append(text, ' ', old[at]);
            for (; at < change.OldStart + change.OldCount; at++)
                Append(text, '-', old[at]);
            for (var n = change.NewStart; n < change.NewStart + change.NewCount; n++)
                Append(text, '+', @new[n]);
        }
        for (; at < oldEnd + trail; at++)
            Append(text, ' ', old[at]);
    }

    private static void Append(StringBuilder text, char sign, string line)
    {
        text.Append(sign).Append(line);
        if (!line.EndsWith('\n'))
            text.Append("\n\\ No newline at end of file\n");
    }

    /// <summary>Lines count from 1; an empty range names the line before it.</summary>
    private static string Range(int start, int count) =>
        count == 1 ? $"{start + 1}" : $"{(count == 0 ? start : start + 1)},{count}";

    /// <summary>In the <c>---</c> and <c>+++</c> lines a name with a space is closed by a tab, as git does.</summary>
    private static string Named(string path) =>
        Quoted(path) is var quoted && quoted == path && path.Contains(' ') ? path + "\t" : quoted;

    private static string Quoted(string path)
    {
        if (!path.Any(letter => letter is '"' or '\\' || char.IsControl(letter)))
            return path;
        var quoted = new StringBuilder("\"");
        foreach (var value in Encoding.UTF8.GetBytes(path))
            quoted.Append(
                value switch
                {
                    (byte)'"' => "\\\"",
                    (byte)'\\' => "\\\\",
                    (byte)'\t' => "\\t",
                    (byte)'\n' => "\\n",
                    < 32 or > 126 => "\\" + Convert.ToString(value, 8).PadLeft(3, '0'),
                    _ => ((char)value).ToString(),
                }
            );
        return quoted.Append('"').ToString();
    }
}
