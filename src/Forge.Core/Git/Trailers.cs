using System.Text.RegularExpressions;

namespace Forge.Core.Git;

/// <summary>Adds a trailer to a commit message, joining a block of trailers that is already there. Pure.</summary>
internal static partial class Trailers
{
    public const string CommittedByForge = "Committed-by: Forge";
    public const string MergedByForge = "Merged-by: Forge";

    public static string Add(string message, string trailer)
    {
        var text = message.Replace("\r\n", "\n").Trim('\n', ' ', '\t');
        if (text.Length == 0)
            text = "Work of an agent";
        var last = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        var joins = last >= 0 && text[(last + 2)..].Split('\n').All(line => Line().IsMatch(line));
        return $"{text}{(joins ? "\n" : "\n\n")}{trailer}\n";
    }

    [GeneratedRegex("^[A-Za-z0-9-]+: ")]
    private static partial Regex Line();
}
