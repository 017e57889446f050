using System.Text.RegularExpressions;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>
/// Paths and globs that are a group's to change: its files, and the paths among its surfaces; where there are such, what it delivers
/// is its own, too. A group that only delivers is not bound to that.
/// </summary>
internal static partial class DeclaredFiles
{
    public static IReadOnlyList<string> Of(WishGroup group)
    {
        var files = new List<string>(group.Files);
        files.AddRange(group.Surfaces.SelectMany(PathsIn));
        if (files.Count > 0)
            files.AddRange(group.Deliverables.SelectMany(PathsIn));
        return [.. files.Select(Clean).Where(IsPath).Distinct()];
    }

    private static IEnumerable<string> PathsIn(string text) =>
        Path()
            .Matches(text)
            .Select(match => match.Groups["path"].Value.TrimEnd('.', ',', ';', ':', ')'));

    private static string Clean(string path) =>
        path.Trim().TrimStart('@').StartsWith("./", StringComparison.Ordinal)
            ? path.Trim().TrimStart('@')[2..]
            : path.Trim().TrimStart('@');

    private static bool IsPath(string path) =>
        path.Length is > 0 and < 300
        && !path.Contains("..", StringComparison.Ordinal)
        && !Words.HoldsPlaceholder(path.Replace("{", "").Replace("}", ""));

    // In back-ticks or after an @, or bare with an ending or a slash and a star.
    [GeneratedRegex(
        @"`@?(?<path>[\w.~][^`\s]*[/.*][^`\s]*)`|(?<![\w`@])@(?<path>[\w.][^\s`,;()]*)|(?<![\w`@/.])(?<path>[\w.-]+(?:/[\w.*-]+)+|[\w-]+\.(?:md|json|ya?ml|toml|ts|tsx|js|rs|py|cs|go|sh|sql))(?![\w`/])"
    )]
    private static partial Regex Path();
}
