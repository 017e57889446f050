using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Forge.Planning.Markdown;

/// <summary>The block between two lines of dashes at the head of a document.</summary>
internal sealed class FrontMatter
{
    // Agent files in the wild have a line or two of other text in front.
    private const int LinesBefore = 10;
    private const int MaxLines = 200;
    private readonly Dictionary<string, (string Value, int Line)> _values = new(
        StringComparer.OrdinalIgnoreCase
    );

    public static FrontMatter None { get; } = new();

    public IEnumerable<KeyValuePair<string, (string Value, int Line)>> Values => _values;
    public bool IsEmpty => _values.Count == 0;

    /// <summary>A value by its key; of a key inside another, <c>outer.inner</c>.</summary>
    public string? this[string key] =>
        _values.TryGetValue(key, out var found) && found.Value.Length > 0 ? found.Value : null;

    public int LineOf(string key) => _values.TryGetValue(key, out var found) ? found.Line : 0;

    /// <summary>Reads the block and empties its lines.</summary>
    public static FrontMatter TakeOutOf(string[] lines)
    {
        var start = Array.FindIndex(
            lines,
            0,
            Math.Min(lines.Length, LinesBefore),
            l => l.TrimEnd() == "---"
        );
        if (start < 0 || lines.AsSpan(0, start).ContainsAnyHeading())
            return None;
        var end = Array.FindIndex(
            lines,
            start + 1,
            Math.Min(lines.Length - start - 1, MaxLines),
            l => l.TrimEnd() is "---" or "..."
        );
        if (end < 0 || !LooksLikeYaml(lines.AsSpan(start + 1, end - start - 1)))
            return None;
        var front = new FrontMatter();
        front.Read(lines, start + 1, end);
        Array.Fill(lines, "", start, end - start + 1);
        return front;
    }

    // Between two rules may also stand text. Yaml has keys from the first line on, and no headings.
    private static bool LooksLikeYaml(ReadOnlySpan<string> lines)
    {
        var keys = 0;
        foreach (var line in lines)
        {
            if (string.IsNullOrWhiteSpace(line) || line[0] is ' ' or '\t' or '-' or '#')
                continue;
            if (KeyOf(line) is null)
                return keys > 0 && line[0] is ']' or '}';
            keys++;
        }
        return keys > 0;
    }

    private static string? KeyOf(string line)
    {
        var colon = line.IndexOf(':');
        var key = colon > 0 ? line[..colon].Trim() : "";
        return
            key.Length is > 0 and < 60
            && char.IsLetter(key[0])
            && key.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or ' ' or '.')
            ? key
            : null;
    }

    private void Read(string[] lines, int start, int end)
    {
        var text = string.Join('\n', lines[start..end]);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
            {
                Read(root, "", start);
                return;
            }
        }
        catch (YamlException)
        {
            // People write `status: DRAFT: waiting`, which is no YAML and still clear.
            _values.Clear();
        }
        for (var i = start; i < end; i++)
            if (KeyOf(lines[i].TrimStart()) is { } key)
                _values.TryAdd(
                    key,
                    (lines[i][(lines[i].IndexOf(':') + 1)..].Trim().Trim('"', '\''), i + 1)
                );
    }

    private void Read(YamlMappingNode map, string prefix, int start)
    {
        if (prefix.Count(c => c == '.') > 3)
            return;
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
                continue;
            var line = start + (int)key.Start.Line;
            switch (value)
            {
                case YamlScalarNode scalar:
                    _values.TryAdd(prefix + name, (scalar.Value ?? "", line));
                    break;
                case YamlSequenceNode list:
                    var items = list.Children.OfType<YamlScalarNode>().Select(s => s.Value);
                    _values.TryAdd(prefix + name, (string.Join(", ", items), line));
                    break;
                case YamlMappingNode inner:
                    _values.TryAdd(prefix + name, ("", line));
                    Read(inner, $"{prefix}{name}.", start);
                    break;
            }
        }
    }
}

internal static class LineSpans
{
    public static bool ContainsAnyHeading(this Span<string> lines)
    {
        foreach (var line in lines)
            if (line.StartsWith('#'))
                return true;
        return false;
    }
}
