using System.Text;

namespace Forge.Planning.Files;

/// <summary>What came of writing parts over a file that is there.</summary>
/// <param name="Changed">Parts that are new, different or gone.</param>
/// <param name="Kept">Parts that a person edited and that would be different now.</param>
/// <param name="Removed">Parts that a person took out; they stay out.</param>
internal sealed record Merged(
    string Text,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Kept,
    IReadOnlyList<string> Removed
);

/// <summary>Writes parts anew where nobody edited them, and leaves everything else as it is, to the byte.</summary>
internal sealed class PartMerge
{
    private readonly MarkedText _old;
    private readonly Dictionary<string, MarkedText.Chunk> _chunks = [];
    private readonly HashSet<MarkedText.Chunk> _left = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _changed = [];
    private readonly List<string> _kept = [];
    private readonly List<string> _removed = [];
    private readonly StringBuilder _text = new();

    private PartMerge(MarkedText old)
    {
        _old = old;
        foreach (var chunk in old.Chunks)
            _chunks.TryAdd(chunk.Name, chunk);
    }

    public static Merged Merge(IReadOnlyList<Part> parts, string existing)
    {
        var merge = new PartMerge(MarkedText.Parse(existing));
        foreach (var part in parts)
            merge.Add(part, parts);
        merge.AddOrphans(parts, after: null);
        if (merge._changed.Count == 0 && merge._old.Names.SetEquals(parts.Select(p => p.Name)))
            return new Merged(existing, [], merge._kept, merge._removed);
        merge
            ._text.Append(merge._old.BeforeEnd)
            .Append(MarkedText.End(parts.Select(p => p.Name)))
            .Append(merge._old.Tail);
        var text = merge._text.ToString().TrimStart('\n');
        if (existing.Contains("\r\n", StringComparison.Ordinal))
            text = text.Replace("\r\n", "\n").Replace("\n", "\r\n");
        return new Merged(text, merge._changed, merge._kept, merge._removed);
    }

    private void Add(Part part, IReadOnlyList<Part> parts)
    {
        if (!_chunks.TryGetValue(part.Name, out var chunk))
        {
            if (_old.Names.Contains(part.Name))
                _removed.Add(part.Name);
            else
                Write(part, "");
            return;
        }
        if (part.Name == Part.Log)
            Keep(chunk);
        else if (chunk.IsEdited)
        {
            if (MarkedText.Of(part.Name, part.Text) != chunk.Digest)
                _kept.Add(part.Name);
            Keep(chunk);
        }
        else if (MarkedText.Of(part.Name, part.Text) == chunk.Digest && !NewTracker(part, chunk))
            Keep(chunk);
        else
        {
            var carried =
                part.Name == Part.Head
                    ? part with
                    {
                        Text = HeadLines.CarriedOver(part.Text, chunk.Raw),
                    }
                    : part;
            Write(carried, chunk.Raw[..chunk.OwnFrom]);
        }
        AddOrphans(parts, part.Name);
    }

    // The document may name a tracker where there was none.
    private static bool NewTracker(Part part, MarkedText.Chunk chunk) =>
        part.Name == Part.Head
        && HeadLines.Value(chunk.Raw, "Tracker") is { } old
        && old.StartsWith("placeholder", StringComparison.Ordinal)
        && HeadLines.Value(part.Text, "Tracker") != old;

    private void Keep(MarkedText.Chunk chunk) =>
        _text.Append(chunk.Raw).Append(MarkedText.MarkOf(chunk.Name, chunk.Digest));

    private void Write(Part part, string inFront)
    {
        _changed.Add(part.Name);
        MarkedText
            .Append(_text.Append(inFront).Append('\n'), part.Text)
            .Append(MarkedText.MarkOf(part.Name, MarkedText.Of(part.Name, part.Text)));
    }

    // Parts that are no longer written: an edited one stays where it was, another one goes. A copy that a person made stays.
    private void AddOrphans(IReadOnlyList<Part> parts, string? after)
    {
        var names = parts.Select(p => p.Name).ToHashSet();
        var chunks = _old.Chunks;
        var from = after is null ? 0 : chunks.TakeWhile(c => c.Name != after).Count() + 1;
        for (var i = from; i < chunks.Count; i++)
        {
            var isFirst = ReferenceEquals(_chunks[chunks[i].Name], chunks[i]);
            if (isFirst && names.Contains(chunks[i].Name))
                return;
            if (!_left.Add(chunks[i]))
                continue;
            if (!isFirst)
                Keep(chunks[i]);
            else if (chunks[i].IsEdited)
            {
                _kept.Add(chunks[i].Name);
                Keep(chunks[i]);
            }
            else
            {
                _changed.Add(chunks[i].Name);
                _text.Append(chunks[i].Raw, 0, chunks[i].OwnFrom);
            }
        }
    }
}
