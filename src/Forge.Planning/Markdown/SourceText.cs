using System.Text;

namespace Forge.Planning.Markdown;

/// <summary>
/// A document made ready for reading: one kind of line end, no byte order mark, repaired letters, no comments; front matter and the
/// tags of a contract are taken out. Every line keeps its number.
/// </summary>
internal sealed class SourceText
{
    // A line that begins with more than this is no text of a person, and only makes trees deep.
    private const int MaxIndent = 200;
    private const int MaxMarkers = 24;

    private SourceText(
        string text,
        string[] lines,
        FrontMatter front,
        IReadOnlyList<ContractTag> tags
    )
    {
        Lines = lines;
        Text = text;
        Front = front;
        Tags = tags;
    }

    public string Text { get; }
    public string[] Lines { get; }
    public FrontMatter Front { get; }
    public IReadOnlyList<ContractTag> Tags { get; }

    public static SourceText Of(string document)
    {
        var text = document.Replace("\r\n", "\n").Replace('\r', '\n').Replace('\0', '\uFFFD');
        text = Mojibake.Repair(text).TrimStart('\uFEFF');
        var lines = text.Split('\n');
        var front = FrontMatter.TakeOutOf(lines);
        var tags = new List<ContractTag>();
        var state = new LineState();
        var isSame = front == FrontMatter.None;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (state.IsFence(line))
                continue;
            lines[i] = state.WithoutComments(lines, i);
            lines[i] = ContractTag.TakeOutOf(lines[i], i + 1, tags);
            lines[i] = Shallow(lines[i]);
            isSame &= ReferenceEquals(lines[i], line);
        }
        return new SourceText(isSame ? text : string.Join('\n', lines), lines, front, tags);
    }

    /// <summary>Takes away brackets and stars from lines that have too many of them to be text.</summary>
    public static string WithoutTangles(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].Count(c => c is '[' or '*' or '_' or '!' or '<' or '`') > 40)
                lines[i] = new string([
                    .. lines[i].Select(c => c is '[' or '*' or '_' or '!' or '<' or '`' ? ' ' : c),
                ]);
        return string.Join('\n', lines);
    }

    private static string Shallow(string line)
    {
        var markers = 0;
        var at = 0;
        for (; at < line.Length && markers < MaxMarkers && at < MaxIndent; at++)
            if (line[at] is '>' or '-' or '*' or '+' or '.' or ')')
                markers++;
            else if (line[at] is not (' ' or '\t') && !char.IsAsciiDigit(line[at]))
                return line;
        if (at >= line.Length || markers < MaxMarkers && at < MaxIndent)
            return line;
        var rest = line.AsSpan(at).TrimStart(" \t>-*+.)0123456789");
        // A line of dashes is a rule, and stays one.
        return rest.Length == 0 ? line[..at].TrimEnd() : string.Concat(line.AsSpan(0, at), rest);
    }

    /// <summary>Where a walk over the lines is: in a fence, in a comment.</summary>
    private sealed class LineState
    {
        private char _fence;
        private int _length;
        private bool _comment;
        private int _lastEnd = -1;

        public bool IsFence(string line)
        {
            if (_comment)
                return false;
            var trimmed = line.AsSpan().TrimStart(" \t>");
            if (_length == 0 && trimmed is ['-' or '*' or '+', ' ', ..])
                trimmed = trimmed[2..].TrimStart();
            var mark = trimmed.Length > 0 ? trimmed[0] : ' ';
            if (mark is not ('`' or '~'))
                return _length > 0;
            var run = trimmed.Length - trimmed.TrimStart(mark).Length;
            var rest = trimmed[run..];
            if (_length == 0)
            {
                if (run < 3 || mark == '`' && rest.Contains('`'))
                    return false;
                (_fence, _length) = (mark, run);
            }
            else if (mark == _fence && run >= _length && rest.IsWhiteSpace())
                _length = 0;
            return true;
        }

        // A comment without an end is text: better to read too much than to lose the rest.
        public string WithoutComments(string[] lines, int index)
        {
            var line = lines[index];
            if (!_comment && !line.Contains("<!--", StringComparison.Ordinal))
                return line;
            if (_lastEnd < 0)
                _lastEnd = Array.FindLastIndex(
                    lines,
                    l => l.Contains("-->", StringComparison.Ordinal)
                );
            var kept = new StringBuilder();
            var at = 0;
            while (at < line.Length)
            {
                var mark = line.IndexOf(_comment ? "-->" : "<!--", at, StringComparison.Ordinal);
                if (mark < 0 || !_comment && !Opens(line, mark, index))
                    break;
                if (!_comment)
                    kept.Append(line, at, mark - at);
                at = mark + (_comment ? 3 : 4);
                _comment = !_comment;
            }
            return _comment || at >= line.Length
                ? kept.ToString()
                : kept.Append(line, at, line.Length - at).ToString();
        }

        private bool Opens(string line, int mark, int index) =>
            line.AsSpan(0, mark).Count('`') % 2 == 0
            && (
                _lastEnd > index
                || _lastEnd == index && line.IndexOf("-->", mark, StringComparison.Ordinal) >= 0
            );
    }
}
