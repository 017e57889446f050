namespace Forge.Core.Tests.House;

/// <summary>Words that tie the tree to the machine it was written on, or to one host that packages come from.</summary>
internal static class MachineTraces
{
    // In halves, so that this file is not one of its own findings.
    private static readonly string[] Words =
    [
        "/wo" + "rk/",
        "/tmp/" + "research",
        "registry.np" + "mjs",
        "api.nu" + "get.org",
        "deb.deb" + "ian.org",
    ];

    /// <summary>Recorded conversations name the folders they were recorded in; that is what is under test.</summary>
    private static readonly string[] Recorded = ["/Approved/", "/Recorded/"];

    public static IEnumerable<string> In(IEnumerable<SourceFile> files) =>
        from file in files
        where !Recorded.Any(r => file.Path.Contains(r, StringComparison.Ordinal))
        from word in Words
        let at = Find(file.Text, word)
        where at >= 0
        select $"{file.Path}:{file.Text[..at].Split('\n').Length} has \"{word}\"";

    // A longer path may end so (with the same folder in somebody's home): only the root's own folder is meant.
    private static int Find(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; )
        {
            if (word[0] != '/' || at == 0 || !IsPathCharacter(text[at - 1]))
                return at;
            at = text.IndexOf(word, at + 1, StringComparison.Ordinal);
        }
        return -1;
    }

    private static bool IsPathCharacter(char c) =>
        char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '}' or '/';
}
