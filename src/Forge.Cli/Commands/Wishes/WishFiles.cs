using System.Text;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Cli.Commands.Wishes;

/// <summary>Reads documents from disk, and looks whether the files are there that they refer to.</summary>
internal static class WishFiles
{
    // Ten times what has been seen; a larger file is something else.
    private const long MaxBytes = 64 * 1024 * 1024;

    public static async Task<Wish> ReadAsync(
        Surroundings here,
        string name,
        string? groupsFrom,
        CancellationToken ct
    )
    {
        var path = Find(here, name);
        return Read(await TextAsync(path, name, ct), path, groupsFrom);
    }

    /// <summary>The file that a person means: by its path, its folder, or its name below <c>.genie/wishes</c>.</summary>
    public static string Find(Surroundings here, string name)
    {
        var path = Path.GetFullPath(name, here.Directory);
        if (File.Exists(path))
            return path;
        if (Directory.Exists(path))
            return In(path)
                ?? throw CommandFailed.NotFound(
                    $"{name} is a directory without one wish; name the file in it"
                );
        var wishes = Path.Combine(RootOf(Path.Combine(here.Directory, "any")), ".genie", "wishes");
        if (name.IndexOf('/') < 0 && name is not ("." or ".."))
        {
            if (
                Directory.Exists(Path.Combine(wishes, name))
                && In(Path.Combine(wishes, name)) is { } inside
            )
                return inside;
            var flat = Path.Combine(wishes, name + "-wish.md");
            if (File.Exists(flat))
                return flat;
        }
        throw CommandFailed.NotFound($"there is no file {name}");
    }

    /// <summary>The file as an editor can open it from where the person stands.</summary>
    public static string Label(Surroundings here, string name) =>
        File.Exists(Path.GetFullPath(name, here.Directory))
            ? name
            : Path.GetRelativePath(here.Directory, Find(here, name));

    // login/login-wish.md, login/wish.md, login/WISH.md, or the only one that ends so.
    private static string? In(string folder)
    {
        var files = Directory
            .EnumerateFiles(folder, "*.md")
            .Where(f => f.EndsWith("wish.md", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        var own = Path.GetFileName(folder.TrimEnd('/')) + "-wish.md";
        return files.Find(f => Path.GetFileName(f) == own) ?? (files is [var only] ? only : null);
    }

    public static async Task<string> TextAsync(string path, string name, CancellationToken ct)
    {
        if (new FileInfo(path).Length > MaxBytes)
            throw CommandFailed.Usage($"{name} is larger than 64 MB: that is no wish");
        return await File.ReadAllTextAsync(path, Encoding.UTF8, ct);
    }

    public static Wish Read(string text, string path, string? groupsFrom)
    {
        var root = RootOf(path);
        return DocumentReader.Read(
            text,
            new ReadOptions
            {
                Path = path,
                GroupsFrom = groupsFrom,
                Exists = reference => Exists(reference, root, Path.GetDirectoryName(path)!),
            }
        );
    }

    /// <summary>The repository that holds the file, or at least the folder above its wishes.</summary>
    public static string RootOf(string path)
    {
        for (var at = Path.GetDirectoryName(path); at is not null; at = Path.GetDirectoryName(at))
            if (
                Path.Exists(Path.Combine(at, ".git"))
                || Directory.Exists(Path.Combine(at, ".genie"))
            )
                return at;
        return Path.GetDirectoryName(path)!;
    }

    private static bool Exists(string reference, string root, string folder)
    {
        // Of a pattern the folder in front of it has to be there.
        var pattern = reference.IndexOfAny(['*', '{', '?']);
        var path = pattern < 0 ? reference : reference[..(reference.LastIndexOf('/', pattern) + 1)];
        if (path.StartsWith("~/", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Path.Exists(Path.Combine(root, path)) || Path.Exists(Path.Combine(folder, path));
    }
}
