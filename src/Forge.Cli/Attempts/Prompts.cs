namespace Forge.Cli.Attempts;

/// <summary>A prompt as a task: the agent is given title, blank line, description.</summary>
internal static class Prompts
{
    private const int LongestTitle = 100;

    /// <summary>
    /// The first line is the title and the rest the description, so that the agent reads what the person wrote. Where
    /// the first line is too long for a title, a short form stands above the whole text.
    /// </summary>
    public static (string Title, string? Description) Split(string prompt, string? title)
    {
        prompt = prompt.Trim();
        if (prompt.Length == 0)
            throw CommandFailed.Usage(
                "The prompt is empty; say what is to be done: forge run \"fix the login\""
            );
        if (title?.Trim() is { Length: > 0 } given)
            return (given, prompt);
        var end = prompt.IndexOf('\n');
        var first = (end < 0 ? prompt : prompt[..end]).Trim();
        if (first.Length > LongestTitle)
            return (Shorten(first), prompt);
        var rest = end < 0 ? "" : prompt[end..].Trim();
        return (first, rest.Length == 0 ? null : rest);
    }

    private static string Shorten(string line)
    {
        var cut = line.LastIndexOf(' ', LongestTitle - 1);
        return line[..(cut > LongestTitle / 2 ? cut : LongestTitle - 1)].TrimEnd() + "…";
    }
}
