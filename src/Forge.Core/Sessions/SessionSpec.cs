using System.Text.Json;
using System.Text.Json.Serialization;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Sessions;

/// <summary>What a session runs, as it stands in <c>spec.json</c> before the start.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="Cwd">Absolute path of the agent's working directory.</param>
/// <param name="EnvironmentNames">Names only: values may be secrets and are never written down.</param>
/// <param name="Format">Of the directory as a whole; a description without it is of format 1.</param>
/// <param name="LogCap">Bytes of out.log and err.log together after which the owner stops the session.</param>
internal sealed record SessionSpec(
    IReadOnlyList<string> Command,
    string Cwd,
    InputMode Mode,
    IReadOnlyList<string> EnvironmentNames,
    StopTimes Stop,
    long LogCap = SessionSpec.DefaultLogCap,
    int Format = SessionSpec.CurrentFormat
)
{
    /// <summary>
    /// Grows when a file changes its name or meaning. Sessions outlive the server that began them, so every later server
    /// reads all formats up to its own; adding files or fields, which others pass over, is no new format.
    /// </summary>
    public const int CurrentFormat = 1;

    public const long DefaultLogCap = 2L * 1024 * 1024 * 1024;

    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(this, SessionJson.Default.SessionSpec);

    public static SessionSpec FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, SessionJson.Default.SessionSpec)
        ?? throw new JsonException("spec.json holds no object");
}

/// <summary>How long a stop waits after each signal while something is left.</summary>
internal sealed record StopTimes(TimeSpan Interrupt, TimeSpan Terminate, TimeSpan Kill)
{
    public static StopTimes Default { get; } =
        new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));

    /// <summary>For one that does harm with every moment it lives: all signals in a row.</summary>
    public static StopTimes AtOnce { get; } =
        new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(2));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(SessionSpec))]
internal sealed partial class SessionJson : JsonSerializerContext;
