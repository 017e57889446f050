using System.Text.Json;
using Forge.Api;

namespace Forge.Cli.Machine;

/// <summary>Where Forge keeps what it knows on this machine: <c>FORGE_HOME</c>, else <c>$XDG_STATE_HOME/forge</c>, else <c>~/.local/state/forge</c>.</summary>
internal sealed class StateDirectory(string path)
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = path;
    public string TokenFile => Combine("token");
    public string AddressFile => Combine("server.json");
    public string ServerLog => Combine("server.log");
    public string StartLock => Combine("starting.lock");

    public static StateDirectory Of(Surroundings here)
    {
        var home =
            here.Variable("HOME")
            ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var path =
            here.Variable("FORGE_HOME")
            ?? (
                here.Variable("XDG_STATE_HOME") is { } state
                    ? System.IO.Path.Combine(state, "forge")
                    : System.IO.Path.Combine(home, ".local", "state", "forge")
            );
        return new StateDirectory(System.IO.Path.GetFullPath(path, here.Directory));
    }

    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public bool Holds(string path) => path.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <summary>Makes it, for its owner alone.</summary>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path, OwnerOnly);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed(
                ExitCodes.Failed,
                $"The state directory {Path} cannot be made ({error.Message.TrimEnd('.')}); set FORGE_HOME to a directory of yours"
            );
        }
    }

    public string? Token() => Read(TokenFile)?.Trim() is { Length: > 0 } token ? token : null;

    /// <summary>The server that said last that it runs; null when none did, or its file is torn.</summary>
    public ServerAddress? Address()
    {
        try
        {
            return Read(AddressFile) is { } text
                ? JsonSerializer.Deserialize(text, ForgeJson.Wire.ServerAddress)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException error)
            when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
