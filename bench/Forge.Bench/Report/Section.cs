namespace Forge.Bench.Report;

/// <summary>One part of a document of results that others write other parts of.</summary>
internal static class Section
{
    public static void Write(string file, string title, string heading, string text)
    {
        var before = File.Exists(file) ? File.ReadAllText(file) : $"# {title}\n";
        var parts = before.Split("\n## ").ToList();
        var part = $"{heading}\n\n{text.TrimEnd('\n')}\n";
        var at = parts.FindIndex(
            1,
            one => one.StartsWith(heading + "\n", StringComparison.Ordinal)
        );
        if (at < 0)
            parts.Add(part);
        else
            parts[at] = part;
        File.WriteAllText(
            file,
            string.Join("\n## ", parts.Select(one => one.TrimEnd('\n') + "\n"))
        );
    }
}
