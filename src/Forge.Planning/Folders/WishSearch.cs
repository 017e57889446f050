namespace Forge.Planning.Folders;

/// <summary>Finds the document that a name means.</summary>
public static class WishSearch
{
    internal static WishPlace In(string root, string name)
    {
        if (name.Length == 0 || name.Contains('\0'))
            return new WishPlace.Missing("the name is empty, or none that a file can have");
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var outside = new WishPlace.Outside($"{name} leads out of the repository");
        // Before the disk is asked: what lies outside is nobody's to find out here.
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(name, root));
        if (!RealPath.IsBelow(path, root))
            return outside;
        var isFolder = Directory.Exists(path);
        var found =
            File.Exists(path) ? path
            : isFolder ? InFolder(path)
            : null;
        // A name of a wish may be that of a folder of the sources too.
        found ??= Named(root, name);
        if (found is null)
            return new WishPlace.Missing(
                isFolder
                    ? $"{name} is a directory without one wish; name the file in it"
                    : $"there is no file {name}"
            );
        return RealPath.IsInside(found, root)
            ? new WishPlace.There(Path.GetRelativePath(root, found))
            : outside;
    }

    /// <summary>
    /// The one document of a folder: <c>login/login-wish.md</c>, or the only one that ends in <c>wish.md</c>; without any, a forge
    /// plan, a parallel plan or a task list, which can be run as they are.
    /// </summary>
    public static string? InFolder(string folder)
    {
        var files = Files(folder, "*.md")
            .Where(f => f.EndsWith("wish.md", StringComparison.OrdinalIgnoreCase))
            .ToList();
        var own = Path.GetFileName(folder.TrimEnd('/')) + "-wish.md";
        return files.Find(f => Path.GetFileName(f) == own)
            ?? Only(files)
            ?? (files.Count > 0 ? null : Imported(folder));
    }

    /// <summary>
    /// The document of that name below <c>.genie/wishes</c>, in a folder of its own or without one; or the document elsewhere that
    /// the plan of that name was made of.
    /// </summary>
    public static string? Named(string root, string name)
    {
        if (name.Contains('/') || name is "." or "..")
            return null;
        var wishes = Path.Combine(root, ".genie", "wishes");
        var folder = Path.Combine(wishes, name);
        var isFolder = Directory.Exists(folder);
        if (isFolder && InFolder(folder) is { } inside)
            return inside;
        var flat = Path.Combine(wishes, name + "-wish.md");
        if (File.Exists(flat))
            return flat;
        return isFolder ? Planned(root, Path.Combine(folder, "reports")) : null;
    }

    private static string? Imported(string folder) =>
        Only(Files(folder, "forge-plan.md"))
        ?? Only(Files(folder, "forge-plan-*.md"))
        ?? Only(Files(folder, "*plan*.json"))
        ?? Only(Files(folder, "tasks.md"));

    // The line stands in the head of a plan.
    private static string? Planned(string root, string reports)
    {
        const string mark = "**Wish:** @";
        if (!Directory.Exists(reports))
            return null;
        return Files(reports, "forge-plan-*.md")
            .AsEnumerable()
            .Reverse()
            .Select(plan =>
                File.ReadLines(plan)
                    .Take(20)
                    .FirstOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal))
            )
            .OfType<string>()
            .Select(line => Path.GetFullPath(line[mark.Length..].Trim(), root))
            .FirstOrDefault(File.Exists);
    }

    private static List<string> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static string? Only(List<string> files) => files is [var only] ? only : null;
}
