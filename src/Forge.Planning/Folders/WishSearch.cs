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

    /// <summary>The one document of a folder: <c>login/login-wish.md</c>, or the only one that ends in <c>wish.md</c>.</summary>
    public static string? InFolder(string folder)
    {
        var files = Directory
            .EnumerateFiles(folder, "*.md")
            .Where(f => f.EndsWith("wish.md", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        var own = Path.GetFileName(folder.TrimEnd('/')) + "-wish.md";
        return files.Find(f => Path.GetFileName(f) == own) ?? (files is [var only] ? only : null);
    }

    /// <summary>The document of that name below <c>.genie/wishes</c>, in a folder of its own or without one.</summary>
    public static string? Named(string root, string name)
    {
        if (name.Contains('/') || name is "." or "..")
            return null;
        var wishes = Path.Combine(root, ".genie", "wishes");
        var folder = Path.Combine(wishes, name);
        if (Directory.Exists(folder) && InFolder(folder) is { } inside)
            return inside;
        var flat = Path.Combine(wishes, name + "-wish.md");
        return File.Exists(flat) ? flat : null;
    }
}
