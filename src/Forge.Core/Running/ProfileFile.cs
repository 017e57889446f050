using System.Text;
using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Platform;
using Forge.Core.Streams;

namespace Forge.Core.Running;

/// <summary>The profiles in use: the standard ones with the user's file laid over them.</summary>
internal sealed class ProfileFile(string path)
{
    private readonly Cell<Profiles> _current = new(
        File.Exists(path) ? Profiles.Parse(File.ReadAllText(path)) : Profiles.Standard
    );

    public string Path { get; } = path;

    public Profiles Current => _current.Value;

    /// <summary>Takes a body <c>{"executors": …}</c>; throws <see cref="Domain.RuleBroken"/> and changes nothing when it is wrong.</summary>
    public Profiles Replace(JsonNode? body)
    {
        var profiles = Profiles.Over(body);
        Files.WriteDurably(Path, Encoding.UTF8.GetBytes(profiles.Overrides() + "\n"));
        _current.Set(profiles);
        return profiles;
    }
}
