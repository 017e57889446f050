namespace Forge.Planning.Reading;

/// <summary>A tree of lines: what stands deeper waits for what it hangs on.</summary>
internal sealed class OrderTree(
    GroupIndex index,
    Findings findings,
    Action<string, string, int> edge
)
{
    private readonly List<(int Depth, string? Group)> _above = [];

    public void Clear() => _above.Clear();

    /// <summary>Whether the line hung a group on another.</summary>
    public bool Read(string text, int line)
    {
        var depth = 0;
        while (depth < text.Length && !char.IsLetterOrDigit(text[depth]))
            depth++;
        if (depth == text.Length)
            return false;
        var branch =
            text.AsSpan(0, depth).IndexOfAny("├└╰") >= 0
            || text.AsSpan(0, depth).Contains("+--", StringComparison.Ordinal);
        // One line of a drawing with boxes names several things; it hangs on nothing.
        if (text.AsSpan(depth).IndexOfAny("│┌┐┘") >= 0)
            return false;
        while (_above is [.., var last] && last.Depth >= depth)
            _above.RemoveAt(_above.Count - 1);
        findings.Step();
        var groups = GroupPhrases.Leading(text[depth..], index, findings);
        var parent = _above is [.., var above] ? above.Group : null;
        if (_above.Count < 64)
            _above.Add((depth, groups.Count == 1 ? groups[0] : null));
        if (!branch || parent is null)
            return false;
        foreach (var group in groups.Where(g => g != parent))
            edge(group, parent, line);
        return groups.Count > 0;
    }
}
