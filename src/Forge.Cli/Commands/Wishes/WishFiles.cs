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
        var path = Path.GetFullPath(name, here.Directory);
        if (!File.Exists(path))
            throw CommandFailed.NotFound(
                Directory.Exists(path)
                    ? $"{name} is a directory; name the file in it"
                    : $"there is no file {name}"
            );
        if (new FileInfo(path).Length > MaxBytes)
            throw CommandFailed.Usage($"{name} is larger than 64 MB: that is no wish");
        var text = await File.ReadAllTextAsync(path, Encoding.UTF8, ct);
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
    private static string RootOf(string path)
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
