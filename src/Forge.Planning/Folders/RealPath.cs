namespace Forge.Planning.Folders;

/// <summary>Where a path leads when all links on its way are followed.</summary>
internal static class RealPath
{
    // As many as the kernel follows.
    private const int MostLinks = 40;

    public static bool IsInside(string path, string root) =>
        Of(path) is { } real && Of(root) is { } top && IsBelow(real, top);

    public static bool IsBelow(string path, string root) =>
        path == root || path.StartsWith(root.TrimEnd('/') + '/', StringComparison.Ordinal);

    /// <summary>What is not there stands for itself; null where links lead in a circle.</summary>
    public static string? Of(string path)
    {
        var ahead = new Stack<string>();
        Push(path);
        var at = "/";
        for (var links = 0; ahead.TryPop(out var part); )
            if (part == "..")
                at = Path.GetDirectoryName(at) ?? "/";
            else if (new FileInfo(Path.Combine(at, part)).LinkTarget is not { } target)
                at = Path.Combine(at, part);
            else if (++links > MostLinks)
                return null;
            else
            {
                if (target.StartsWith('/'))
                    at = "/";
                Push(target);
            }
        return at;

        void Push(string more)
        {
            foreach (var part in more.Split('/').Reverse())
                if (part is not ("" or "."))
                    ahead.Push(part);
        }
    }
}
