using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Folders;

/// <summary>Reads a document as it lies in its repository: its references are looked for there.</summary>
public static class WishOnDisk
{
    /// <summary>Ten times what has been seen; a larger file is something else.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    /// <param name="path">Absolute.</param>
    /// <param name="groupsFrom">As of <see cref="ReadOptions"/>.</param>
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

    /// <summary>
    /// As it is read without being told more; a document without groups then as it is read under each other name that groups have
    /// in it, since only the command line was told which one.
    /// </summary>
    /// <param name="path">Absolute.</param>
    public static IEnumerable<Wish> Readings(string text, string path)
    {
        var first = Read(text, path, groupsFrom: null);
        yield return first;
        if (first.Groups.Count > 0)
            yield break;
        foreach (var name in DocumentChecks.OtherNames)
            if (Read(text, path, name) is { Groups.Count: > 0 } other)
                yield return other;
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
