using Forge.Planning.Personas;

namespace Forge.Planning.Folders;

/// <summary>The repository's agent files: every document below <c>.genie</c> that says who works, and is no plan's.</summary>
internal static class AgentFiles
{
    // More than anybody has, and few enough to be read at once.
    private const int Most = 5000;
    private const int Largest = 256 * 1024;

    public static IReadOnlyList<Persona> Read(string root)
    {
        var folder = Path.Combine(root, ".genie");
        if (!Directory.Exists(folder))
            return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        var found = new List<Persona>();
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*.md", options)
                .Where(f => IsPlace(Path.GetRelativePath(folder, f)))
                .Take(Most)
                .Order(StringComparer.Ordinal)
        )
        {
            if (new FileInfo(file).Length > Largest)
                continue;
            var path = Path.GetRelativePath(root, file);
            if (
                TryRead(file) is { } text
                && PersonaReader.Read(text, path)
                    is { } persona
                        and ({ Executor: not null } or { Description: not null })
            )
                found.Add(persona);
        }
        return found;
    }

    private static bool IsPlace(string path) =>
        path.Split('/')[0] is not ("wishes" or "state" or "reports" or "brainstorms");

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
