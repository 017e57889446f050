namespace Forge.EndToEnd.Tests.Plans;

/// <summary>The documents that Forge was conceived from, beside the repository; <c>FORGE_SHARED</c> names another place.</summary>
internal static class SeedFiles
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(Find(), name));

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("FORGE_SHARED") is { Length: > 0 } named)
            return Path.Combine(named, "corpus");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Forge.slnx")))
                return Path.Combine(at.Parent!.FullName, "shared", "corpus");
        throw new DirectoryNotFoundException(
            "The seeds are not there; FORGE_SHARED names the folder that holds 'corpus'."
        );
    }
}
