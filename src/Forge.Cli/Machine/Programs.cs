namespace Forge.Cli.Machine;

/// <summary>Finds programs as a shell would.</summary>
internal static class Programs
{
    public static string? Find(string name, string? path) =>
        (path ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(IsProgram);

    private static bool IsProgram(string file) =>
        File.Exists(file)
        && (
            File.GetUnixFileMode(file)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)
        ) != 0;

    /// <summary>The <c>dotnet</c> that runs this very command, so that both use one runtime.</summary>
    public static string Dotnet(string? path) =>
        Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet"
            ? self
            : Find("dotnet", path) ?? "dotnet";
}
