using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>What reading finds, and a count of its work: tests see by it that time grows with the text and no faster.</summary>
internal sealed class Findings
{
    /// <summary>Of one kind; whoever has as many of one kind knows what to do with the rest.</summary>
    public const int MaxOfOneCode = 100;
    private readonly List<Diagnostic> _all = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Pieces of text, nodes and edges looked at.</summary>
    public long Steps { get; private set; }

    public void Step(long count = 1) => Steps += count;

    public void Error(string code, int line, string text) => Add(Severity.Error, code, line, text);

    public void Warn(string code, int line, string text) => Add(Severity.Warning, code, line, text);

    public void Hint(string code, int line, string text) => Add(Severity.Hint, code, line, text);

    private void Add(Severity severity, string code, int line, string text)
    {
        var count = _counts[code] = _counts.GetValueOrDefault(code) + 1;
        if (count <= MaxOfOneCode)
            _all.Add(new Diagnostic(severity, code, Math.Max(line, 1), text));
    }

    /// <summary>Takes over what others found of a part, as if it had been found here.</summary>
    public void Join(Findings part)
    {
        Step(part.Steps);
        foreach (var found in part._all)
            Add(found.Severity, found.Code, found.Line, found.Text);
        foreach (var (code, count) in part._counts)
            _counts[code] += Math.Max(count - MaxOfOneCode, 0);
    }

    public IReadOnlyList<Diagnostic> Sorted()
    {
        foreach (var (code, count) in _counts)
            if (count > MaxOfOneCode)
                _all.Add(
                    new Diagnostic(
                        Severity.Hint,
                        "more-of-the-same",
                        1,
                        $"{count - MaxOfOneCode} more findings of the kind {code} are not shown"
                    )
                );
        return [.. _all.OrderBy(d => d.Line).ThenByDescending(d => (int)d.Severity)];
    }
}
