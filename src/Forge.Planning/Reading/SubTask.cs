using System.Text.RegularExpressions;

namespace Forge.Planning.Reading;

/// <summary>A heading that numbers a piece of a group: <c>Task 1.1: Name</c>, <c>A.2 Name</c>, <c>Step 3</c>.</summary>
internal static partial class SubTask
{
    public static string? IdOf(string title) =>
        Pattern().Match(title) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex(
        @"^[^\p{L}\p{N}]*(?:(?:sub-?)?(?:task|step)\s+(?<id>[A-Za-z]?\d+(?:\.\d+)*[a-z]?|[A-Za-z])|(?<id>[A-Za-z]?\d*\.\d+))(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Pattern();
}
