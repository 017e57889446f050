using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Platform;
using Forge.Core.Running;
using Forge.Core.Streams;
using Forge.Server.Wire;

namespace Forge.Server.Features.Servers;

/// <summary>A person's settings, in a file beside the database.</summary>
internal sealed class ConfigFile(StateFolder state)
{
    private const int Largest = 1 << 20;
    private readonly Lock _writing = new();
    private readonly Cell<Config> _current = new(Load(state.Config));

    public Config Current => _current.Value;

    /// <summary>Takes the whole or a part: members of <paramref name="part"/> replace those of the same name, objects member by member.</summary>
    /// <exception cref="RuleBroken">A value is of the wrong kind; nothing has changed.</exception>
    public Config Change(JsonObject part)
    {
        lock (_writing)
        {
            var whole = JsonSerializer.SerializeToNode(Current, ForgeJson.Wire.Config)!.AsObject();
            Lay(part, whole);
            var config = Read(whole);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(config, ForgeJson.Wire.Config);
            // Unknown members are kept, so whatever is sent stays, and every client reads it with each look at the server.
            if (bytes.Length > Largest)
                throw RuleBroken.Invalid(
                    $"The settings would be {bytes.Length} bytes long; {Largest} is the most."
                );
            Core.Platform.Files.WriteDurably(state.Config, bytes);
            _current.Set(config);
            return config;
        }
    }

    private static Config Load(string path)
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ForgeJson.Wire.Config)
                    ?? new Config()
                : new Config();
        }
        catch (JsonException error)
        {
            throw new StartRefused(
                $"{path} cannot be used: {error.Message} Put it right, or move it away: then the default settings hold."
            );
        }
    }

    private static Config Read(JsonObject whole)
    {
        try
        {
            return whole.Deserialize(ForgeJson.Wire.Config)!;
        }
        catch (JsonException error)
        {
            throw RuleBroken.Invalid(FieldErrors.Explain(error));
        }
    }

    private static void Lay(JsonObject part, JsonObject whole)
    {
        foreach (var (name, value) in part)
        {
            if (value is JsonObject inner && whole[name] is JsonObject target)
                Lay(inner, target);
            else
                whole[name] = value?.DeepClone();
        }
    }
}
