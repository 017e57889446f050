namespace Forge.Planning.Markdown;

/// <summary>A tag such as <c>&lt;spec_contract&gt;</c> that stands outside headings and code.</summary>
internal sealed record ContractTag(string Name, bool Opens, int Line)
{
    private static readonly string[] Names = ["spec_contract", "quality_contract"];

    /// <summary>The line without its tags, which go to <paramref name="found"/>.</summary>
    public static string TakeOutOf(string line, int number, List<ContractTag> found)
    {
        if (!line.Contains('<') || !line.Contains("_contract>", StringComparison.OrdinalIgnoreCase))
            return line;
        foreach (var name in Names)
        {
            var open = $"<{name}>";
            var close = $"</{name}>";
            var at = line.IndexOf(open, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && line.AsSpan(0, at).IsWhiteSpace())
            {
                found.Add(new ContractTag(name, true, number));
                line = line.Remove(at, open.Length);
            }
            at = line.LastIndexOf(close, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && line.AsSpan(0, at).Count('`') % 2 == 0)
            {
                found.Add(new ContractTag(name, false, number));
                line = line.Remove(at, close.Length);
            }
        }
        return line;
    }
}
