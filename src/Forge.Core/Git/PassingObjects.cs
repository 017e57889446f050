namespace Forge.Core.Git;

/// <summary>A directory for objects that nobody is to keep. Git finds the repository's own through it.</summary>
internal sealed class PassingObjects : IDisposable
{
    private PassingObjects(string path) => Path = path;

    public string Path { get; }

    public static PassingObjects Of(GitRepository repo)
    {
        var objects = new PassingObjects(
            Directory.CreateTempSubdirectory("forge-objects-").FullName
        );
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

    // One path a line, so a path with a line end is written as git quotes it.
    private static string Quoted(string path) =>
        path.Contains('\n')
            ? $"\"{path.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\""
            : path;
}
