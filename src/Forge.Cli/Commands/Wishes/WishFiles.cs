using System.Text;
using Forge.Planning.Folders;
using Forge.Planning.Wishes;

namespace Forge.Cli.Commands.Wishes;

/// <summary>Reads documents from disk, named as a person names them from where they stand.</summary>
internal static class WishFiles
{
    private const int MostNamed = 10;

    public static async Task<Wish> ReadAsync(
        Surroundings here,
        string name,
        string? groupsFrom,
        CancellationToken ct
    )
    {
        var path = Find(here, name);
        return WishOnDisk.Read(await TextAsync(path, name, ct), path, groupsFrom);
    }

    /// <summary>The file that a person means: by its path, its folder, or its name below <c>.genie/wishes</c>.</summary>
    public static string Find(Surroundings here, string name)
    {
        var path = Path.GetFullPath(name, here.Directory);
        if (File.Exists(path))
            return path;
        var isFolder = Directory.Exists(path);
        if (isFolder && WishSearch.InFolder(path) is { } inside)
            return inside;
        // A name of a wish may be that of a folder of the sources too.
        var root = WishOnDisk.RootOf(Path.Combine(here.Directory, "any"));
        if (WishSearch.Named(root, name) is { } named)
            return named;
        throw CommandFailed.NotFound(
            isFolder
                ? $"{name} is a directory without one wish; name the file in it"
                : Missing(here, root, name)
        );
    }

    private static string Missing(Surroundings here, string root, string name)
    {
        if (name.Contains('/') || name.Contains('.'))
            return $"there is no file {name}";
        var wishes = Path.Combine(root, ".genie", "wishes");
        var there = Directory.Exists(wishes)
            ? Directory
                .EnumerateDirectories(wishes)
                .Select(folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal)
                .Take(MostNamed)
                .ToList()
            : [];
        var known = there.Count > 0 ? $"there: {string.Join(", ", there)}" : "there is none yet";
        return $"there is no wish '{name}': no file or folder of that name in {here.Directory}, and none in {wishes} ({known})";
    }

    /// <summary>The file as an editor can open it from where the person stands.</summary>
    public static string Label(Surroundings here, string name) =>
        File.Exists(Path.GetFullPath(name, here.Directory))
            ? name
            : Path.GetRelativePath(here.Directory, Find(here, name));

    public static async Task<string> TextAsync(string path, string name, CancellationToken ct)
    {
        if (new FileInfo(path).Length > WishOnDisk.MaxBytes)
            throw CommandFailed.Usage($"{name} is larger than 64 MB: that is no wish");
        // Whole, and not in the small pieces of a reader: that takes longer than reading.
        var bytes = await File.ReadAllBytesAsync(path, ct);
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        return bytes is [0xFE or 0xFF or 0, ..]
            ? await reader.ReadToEndAsync(ct)
            : Encoding.UTF8.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes);
    }
}
