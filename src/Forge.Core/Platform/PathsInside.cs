namespace Forge.Core.Platform;

/// <summary>Keeps a path that someone else chose inside a directory.</summary>
internal static class PathsInside
{
    private const int MostLinks = 40;

    /// <summary>
    /// The full path of <paramref name="relative"/> below <paramref name="root"/>, or null when it leaves the root: by its
    /// dots, by being absolute, or through a link. What does not exist yet is allowed.
    /// </summary>
    public static string? Resolve(string root, string relative)
    {
        if (Path.IsPathRooted(relative) || relative.Contains('\0'))
            return null;
        var top = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(top, relative)));
        if (!IsInside(top, full))
            return null;
        return Real(top) is { } realTop && Real(full) is { } real && IsInside(realTop, real)
            ? full
            : null;
    }

    /// <summary>True for the root itself and everything below; by text only.</summary>
    public static bool IsInside(string root, string path) =>
        path == root
        || path.StartsWith(root.EndsWith('/') ? root : root + "/", StringComparison.Ordinal);

    /// <summary>The path with every link followed; null when links go round in circles.</summary>
    private static string? Real(string path)
    {
        var open = new Stack<string>();
        Push(open, path);
        var current = "/";
        var links = 0;
        while (open.TryPop(out var part))
        {
            if (part is "..")
                current = Path.GetDirectoryName(current) ?? "/";
            if (part is "." or "..")
                continue;
            var next = Path.Combine(current, part);
            var target = LinkTarget(next);
            if (target is null)
                current = next;
            else if (++links > MostLinks)
                return null;
            else
                current = Follow(open, current, target);
        }
        return current;
    }

    private static string Follow(Stack<string> open, string current, string target)
    {
        Push(open, target);
        return Path.IsPathRooted(target) ? "/" : current;
    }

    private static void Push(Stack<string> open, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            open.Push(part);
    }

    private static string? LinkTarget(string path) => new FileInfo(path).LinkTarget;
}
