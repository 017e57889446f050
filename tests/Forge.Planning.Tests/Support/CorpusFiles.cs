using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Support;

/// <summary>The documents of public projects, beside the repository; <c>FORGE_SHARED</c> names another place.</summary>
internal static class CorpusFiles
{
    public static string Root { get; } = Find();

    public static string PathOf(string name) => Path.Combine(Root, name);

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    public static Wish Read(string name) =>
        WishReader.Read(Text(name), new ReadOptions { Path = PathOf(name) });

    public static IEnumerable<string> Documents() =>
        Directory
            .EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("FORGE_SHARED") is { Length: > 0 } named)
            return Path.Combine(named, "corpus");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
                return Path.Combine(at.Parent!.FullName, "shared", "corpus");
        throw new DirectoryNotFoundException(
            "The documents to read are not there; FORGE_SHARED names the folder that holds 'corpus'."
        );
    }
}
