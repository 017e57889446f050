using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>A directory for objects that nobody is to keep. Git finds the repository's own through it.</summary>
internal sealed class PassingObjects : IDisposable
{
    private const string Memory = "/dev/shm";
    private const string Name = "forge-objects-";
    private const long Plenty = 1L << 30;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private PassingObjects(string path) => Path = path;

    public string Path { get; }

    public static PassingObjects Of(GitRepository repo)
    {
        var objects = new PassingObjects(Make());
        Begin(objects.Path, repo);
        return objects;
    }

    /// <summary>Makes such a directory of one that is kept elsewhere.</summary>
    public static void Begin(string directory, GitRepository repo)
    {
        var info = Directory.CreateDirectory(System.IO.Path.Join(directory, "info")).FullName;
        File.WriteAllText(
            System.IO.Path.Join(info, "alternates"),
            Quoted(System.IO.Path.Join(repo.CommonDirectory, "objects")) + "\n"
        );
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // Thousands of small files that live for a moment: in memory they cost a third of what they do on a disk.
    private static string Make()
    {
        if (!Directory.Exists(Memory) || new DriveInfo(Memory).AvailableFreeSpace < Plenty)
            return Directory.CreateTempSubdirectory(Name).FullName;
        foreach (var left in Directory.EnumerateDirectories(Memory, Name + "*"))
            ClearAway(left);
        var path = System.IO.Path.Join(Memory, Name + Guid.NewGuid().ToString("N"));
        Files.CreatePrivateDirectory(path);
        return path;
    }

    // What a server that died left would take memory until the machine starts anew.
    private static void ClearAway(string directory)
    {
        try
        {
            var age = TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(directory);
            if (age > Longest)
                Directory.Delete(directory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or another server clears it away at this moment.
        }
    }

    // One path a line, so a path with a line end is written as git quotes it.
    private static string Quoted(string path) =>
        path.Contains('\n')
            ? $"\"{path.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\""
            : path;
}
