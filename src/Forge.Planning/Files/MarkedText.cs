using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Planning.Files;

/// <summary>
/// A file of parts, each followed by a comment with the digest of what was written: a part whose digest is another one was
/// edited by a person. The last comment names the parts, so that a removed one is told from a new one.
/// </summary>
internal sealed partial class MarkedText
{
    private MarkedText(
        IReadOnlyList<Chunk> chunks,
        IReadOnlySet<string> names,
        string beforeEnd,
        string tail
    ) => (Chunks, Names, BeforeEnd, Tail) = (chunks, names, beforeEnd, tail);

    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>All parts that were written last time.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>What stands between the last part and the last comment: an empty line, and what a person wrote there.</summary>
    public string BeforeEnd { get; }

    /// <summary>What a person wrote below the last comment.</summary>
    public string Tail { get; }

    /// <summary>One part as it lies in a file.</summary>
    /// <param name="Digest">Of what was written last.</param>
    /// <param name="Raw">What is there now, to the byte.</param>
    public sealed record Chunk(string Name, string Digest, string Raw)
    {
        /// <summary>Where the part begins that was written: behind text that a person put in front of it. -1 when it was edited.</summary>
        public int OwnFrom { get; } = FindOwn(Name, Digest, Raw);
        public bool IsEdited => OwnFrom < 0;

        private static int FindOwn(string name, string digest, string raw)
        {
            if (Of(name, raw) == digest)
                return 0;
            foreach (Match heading in Heading().Matches(raw))
                if (heading.Index > 0 && Of(name, raw[heading.Index..]) == digest)
                    return heading.Index;
            return -1;
        }
    }

    /// <summary>Whether <c>forge plan</c> wrote this.</summary>
    public static bool IsIn(string text) => Mark().IsMatch(text);

    public static MarkedText Parse(string text)
    {
        var chunks = new List<Chunk>();
        var names = new HashSet<string>();
        var start = 0;
        var beforeEnd = "\n";
        foreach (Match mark in Mark().Matches(text))
        {
            if (mark.Groups["digest"].Success)
                chunks.Add(
                    new Chunk(
                        mark.Groups["name"].Value,
                        mark.Groups["digest"].Value,
                        text[start..mark.Index]
                    )
                );
            else
            {
                names.UnionWith(mark.Groups["names"].Value.Split(','));
                beforeEnd = text[start..mark.Index];
            }
            start = mark.Index + mark.Length;
        }
        return new MarkedText(chunks, names, beforeEnd, text[start..]);
    }

    public static string Write(IReadOnlyList<Part> parts)
    {
        var text = new StringBuilder(parts.Sum(p => p.Text.Length + 64));
        foreach (var part in parts)
        {
            if (text.Length > 0)
                text.Append('\n');
            Append(text, part.Text).Append(MarkOf(part.Name, Of(part.Name, part.Text)));
        }
        return text.Append('\n').Append(End(parts.Select(p => p.Name))).ToString();
    }

    /// <summary>The part's text as it stands in a file, with the empty line in front of its comment.</summary>
    public static StringBuilder Append(StringBuilder text, string part) =>
        text.Append(Safe(part).AsSpan().Trim('\n')).Append("\n\n");

    public static string MarkOf(string name, string digest) =>
        $"<!-- forge part {name} {digest} -->\n";

    public static string End(IEnumerable<string> names) =>
        $"<!-- forge end {string.Join(',', names)} -->\n";

    /// <summary>
    /// The digest of a part: line ends, spaces at them, empty lines around and lines that others may change do not count. It
    /// tells an edit from none (FNV-1a), and keeps nobody out.
    /// </summary>
    public static string Of(string name, string text)
    {
        var hash = 14695981039346656037UL;
        var empty = 0;
        var begun = false;
        text = Safe(text);
        for (var at = 0; at < text.Length; )
        {
            var end = EndOfLine(text, at);
            var line = text.AsSpan(at, end - at).TrimEnd();
            at = end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
            if (name == Part.Head && HeadLines.IsOthers(line))
                continue;
            empty = line.Length == 0 ? empty + 1 : empty;
            if (line.Length == 0)
                continue;
            for (; begun && empty >= 0; empty--)
                hash = (hash ^ '\n') * 1099511628211UL;
            (begun, empty) = (true, 0);
            foreach (var c in line)
                hash = (hash ^ c) * 1099511628211UL;
        }
        return (hash ^ hash >> 48).ToString("x16", CultureInfo.InvariantCulture)[4..];
    }

    // Like EnumerateLines, character by character: its search is made for longer lines, and runs before it is optimized.
    private static int EndOfLine(string text, int at)
    {
        while (
            at < text.Length
            && text[at] is not ('\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029')
        )
            at++;
        return at;
    }

    // A comment of ours in a document's own text must not be taken for one.
    private static string Safe(string text) =>
        text.Replace("<!-- forge ", "<!-- forge_", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^<!-- forge (?:part (?<name>[\w-]+) (?<digest>[0-9a-f]{12})|end (?<names>[\w,-]*)) -->[ \t]*\r?\n?",
        RegexOptions.Multiline
    )]
    private static partial Regex Mark();

    [GeneratedRegex(@"^#{1,6} ", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
