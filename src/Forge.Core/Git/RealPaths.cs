namespace Forge.Core.Git;

/// <summary>Follows every link in a path, also those of its directories, to see where it really leads.</summary>
internal static class RealPaths
{
    private const int MostLinks = 40;

    /// <summary>Null when something on the way does not exist, or the links go round in circles.</summary>
    public static string? Of(string path)
    {
        var left = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var real = "/";
        for (var links = 0; left.Count > 0; )
        {
            var part = left.Pop();
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }
            var next = Path.Join(real, part);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                if (!Path.Exists(next))
                    return null;
                real = next;
                continue;
            }
            if (++links > MostLinks)
                return null;
            if (Path.IsPathRooted(target))
                real = "/";
            foreach (var step in Parts(target).Reverse())
                left.Push(step);
        }
        return real;
    }

    /// <summary>The real path of a place that need not exist: of the part that does, with the rest as it is.</summary>
    public static string Nearest(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Of(full) is { } real)
            return real;
        var above = Path.GetDirectoryName(full);
        return above is null ? full : Path.Join(Nearest(above), Path.GetFileName(full));
    }

    /// <summary>Whether a path really lies below a directory, after all links.</summary>
    public static bool IsInside(string path, string directory) =>
        Of(path) is { } real
        && Of(directory) is { } root
        && real.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
