using Forge.Core.Platform.Linux;

namespace Forge.Core.Platform;

/// <summary>Looks programs up as a shell would.</summary>
internal static class Programs
{
    /// <summary>The full path of an executable file of this name on PATH; null when there is none. A name with a slash is a path.</summary>
    public static string? Find(string name) =>
        Find(name, Environment.GetEnvironmentVariable("PATH") ?? "");

    public static string? Find(string name, string searchPath)
    {
        if (name.Length == 0)
            return null;
        if (name.Contains('/'))
            return IsProgram(name) ? Path.GetFullPath(name) : null;
        return searchPath
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            // A relative entry would make the answer depend on where the server happens to stand.
            .Where(Path.IsPathRooted)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && LibC.Access(path, LibC.MayExecute) == 0;
}
