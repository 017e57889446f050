namespace Forge.Core.Tests.House;

/// <summary>The repository that these tests were built from.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> Left =
    [
        ".git",
        ".build",
        "bin",
        "obj",
        "node_modules",
        "dist",
        "wwwroot",
        "TestResults",
    ];

    public static string Root { get; } = Find();

    /// <summary>Every C# file below <c>src/</c>, read once for all tests.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [.. Files("src").Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(Read)];

    public static SourceFile Read(string path) =>
        new(path, File.ReadAllText(Path.Combine(Root, path)));

    /// <summary>Paths relative to the repository, without what builds leave.</summary>
    public static IEnumerable<string> Files(string folder = "")
    {
        var at = Path.Combine(Root, folder);
        foreach (var file in Directory.EnumerateFiles(at).Order(StringComparer.Ordinal))
            // In a linked worktree, .git is a file.
            if (!Left.Contains(Path.GetFileName(file)))
                yield return Path.GetRelativePath(Root, file);
        foreach (var below in Directory.EnumerateDirectories(at).Order(StringComparer.Ordinal))
            if (!Left.Contains(Path.GetFileName(below)))
                foreach (var file in Files(Path.GetRelativePath(Root, below)))
                    yield return file;
    }

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
            at = at.Parent;
        return at?.FullName
            ?? throw new InvalidOperationException(
                $"No Forge.slnx above {AppContext.BaseDirectory}"
            );
    }
}
