using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Planning.Files;

/// <summary>
/// A file of parts, each followed by a comment with the digest of what was written: a part whose digest is another one was
/// edited by a person. The last comment names the parts, so that a removed one is told from a new one.
/// </summary>
internal sealed partial class MarkedText
{
    private MarkedText(IReadOnlyList<Chunk> chunks, IReadOnlySet<string> names, string tail) =>
        (Chunks, Names, Tail) = (chunks, names, tail);

    public IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>All parts that were written last time.</summary>
    public IReadOnlySet<string> Names { get; }

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
                names.UnionWith(mark.Groups["names"].Value.Split(','));
            start = mark.Index + mark.Length;
        }
        return new MarkedText(chunks, names, text[start..]);
    }

    public static string Write(IEnumerable<Part> parts)
    {
        var text = new StringBuilder();
        var names = new List<string>();
        foreach (var part in parts)
        {
            text.Append(Framed(part.Text)).Append(MarkOf(part.Name, Of(part.Name, part.Text)));
            names.Add(part.Name);
        }
        return text.Append('\n').Append(End(names)).ToString().TrimStart('\n');
    }

    public static string Framed(string text) => $"\n{Safe(text).Trim('\n')}\n\n";

    public static string MarkOf(string name, string digest) =>
        $"<!-- forge part {name} {digest} -->\n";

    public static string End(IEnumerable<string> names) =>
        $"<!-- forge end {string.Join(',', names)} -->\n";

    /// <summary>The digest of a part: line ends, spaces at them and lines that others may change do not count.</summary>
    public static string Of(string name, string text)
    {
        var lines = Safe(text)
            .Replace("\r", "")
            .Split('\n')
            .Select(line => line.TrimEnd())
            .Where(line => name != Part.Head || !HeadLines.IsOthers(line));
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines).Trim('\n'));
        return Convert
            .ToHexString(SHA256.HashData(bytes))[..12]
            .ToLower(CultureInfo.InvariantCulture);
    }

    // A comment of ours in a document's own text must not be taken for one.
    private static string Safe(string text) => text.Replace("<!-- forge ", "<!-- forge_");

    [GeneratedRegex(
        @"^<!-- forge (?:part (?<name>[\w-]+) (?<digest>[0-9a-f]{12})|end (?<names>[\w,-]*)) -->[ \t]*\r?\n?",
        RegexOptions.Multiline
    )]
    private static partial Regex Mark();

    [GeneratedRegex(@"^#{1,6} ", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
