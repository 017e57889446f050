using System.Text.RegularExpressions;

namespace Forge.Planning.Importing;

/// <summary>
/// Where the repository lay on the machine that a plan was made on. Plans name files by their whole path there; an agent's
/// change here would be outside of all of them.
/// </summary>
internal static partial class ForeignRoot
{
    /// <summary>The folder that is to be taken off, with a slash at its end; null when nothing tells.</summary>
    /// <param name="files">All that the plan's packages name.</param>
    /// <param name="owned">Paths of the same files as the plan's own matrix has them, from the repository's root.</param>
    /// <param name="exists">Whether a path is there in this repository.</param>
    public static string? Of(
        IEnumerable<string> files,
        IReadOnlyCollection<string> owned,
        Func<string, bool>? exists
    )
    {
        var far = files.Where(IsFar).Select(Slashes).ToList();
        return Most(far.SelectMany(file => ByMatrix(file, owned)))
            ?? (exists is null ? null : Most(far.Select(file => OnDisk(file, exists))));
    }

    public static bool IsFar(string file) => Whole().IsMatch(file);

    public static string Without(string? root, string file) =>
        root is not null && IsFar(file) && Slashes(file) is var path && path.StartsWith(root)
            ? path[root.Length..]
            : file;

    private static IEnumerable<string> ByMatrix(string file, IEnumerable<string> owned) =>
        owned
            .Where(own => own.Length > 0 && file.EndsWith("/" + own, StringComparison.Ordinal))
            .Select(own => file[..^own.Length]);

    private static string? OnDisk(string file, Func<string, bool> exists)
    {
        for (var at = file.IndexOf('/'); at >= 0; at = file.IndexOf('/', at + 1))
            if (at + 1 < file.Length && exists(file[(at + 1)..]))
                return file[..(at + 1)];
        return null;
    }

    private static string? Most(IEnumerable<string?> roots) =>
        roots
            .OfType<string>()
            .GroupBy(root => root)
            .OrderByDescending(same => same.Count())
            .ThenBy(same => same.Key, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.Key;

    private static string Slashes(string file) => file.Replace('\\', '/');

    [GeneratedRegex(@"^(/|[A-Za-z]:[\\/])")]
    private static partial Regex Whole();
}
