using System.Text;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Diffs;

/// <summary>Diffs for the eye: colours by line, and the overview with bars.</summary>
internal static class DiffText
{
    private const int LongestBar = 30;

    /// <summary>Off a terminal the text is left byte for byte as <c>git apply</c> wants it.</summary>
    public static string Painted(string unified, Terminal terminal)
    {
        if (!terminal.IsTerminal)
            return unified;
        var text = new StringBuilder();
        foreach (var line in unified.TrimEnd('\n').Split('\n'))
            text.Append(terminal.In(PaintOf(line), Words.Harmless(line))).Append('\n');
        return text.ToString();
    }

    private static Paint PaintOf(string line) =>
        line switch
        {
            ['d', 'i', 'f', 'f', ' ', ..] => Paint.Bold,
            ['-', '-', '-', ' ', ..] or ['+', '+', '+', ' ', ..] => Paint.Bold,
            ['+', ..] => Paint.Green,
            ['-', ..] => Paint.Red,
            ['@', '@', ..] => Paint.Cyan,
            _ => Paint.Plain,
        };

    /// <summary>One line a file and a sum, as <c>git diff --stat</c> does.</summary>
    public static string Stat(IReadOnlyList<Diff> diffs, Terminal terminal)
    {
        var files = diffs
            .Select(diff => (Name: Name(diff), Count: UnifiedDiff.Count(diff), Diff: diff))
            .ToList();
        var longest = files.Count == 0 ? 0 : files.Max(file => TextWidth.Of(file.Name));
        var width = Math.Min(longest, Math.Max(20, terminal.Width - LongestBar - 10));
        var most = files.Count == 0 ? 0 : files.Max(file => file.Count.Added + file.Count.Removed);
        var text = new StringBuilder();
        foreach (var (name, count, diff) in files)
        {
            var bar = UnifiedDiff.IsBinary(diff) ? "binary" : Bar(count, most, terminal);
            text.Append(
                $" {TextWidth.Pad(TextWidth.Cut(Words.Harmless(name), width), width)} | {bar}\n"
            );
        }
        return text.Append(Sum(files.Select(file => file.Count).ToList())).ToString();
    }

    public static string Name(Diff diff) =>
        diff.Change is DiffChange.Renamed or DiffChange.Copied
            ? $"{diff.OldPath} => {diff.NewPath}"
            : diff.NewPath ?? diff.OldPath ?? "?";

    private static string Sum(IReadOnlyList<(int Added, int Removed)> counts) =>
        $" {Words.Count(counts.Count, "file")} changed, {Words.Count(counts.Sum(one => one.Added), "insertion")}(+), {Words.Count(counts.Sum(one => one.Removed), "deletion")}(-)";

    private static string Bar((int Added, int Removed) count, int most, Terminal terminal)
    {
        var total = count.Added + count.Removed;
        var scale = most > LongestBar ? (double)LongestBar / most : 1;
        int Length(int lines) => lines == 0 ? 0 : Math.Max(1, (int)Math.Round(lines * scale));
        return $"{total, 4} {terminal.In(Paint.Green, new string('+', Length(count.Added)))}{terminal.In(Paint.Red, new string('-', Length(count.Removed)))}";
    }
}
