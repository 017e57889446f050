using System.Text;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Executors;
using Forge.Core.Platform;
using Forge.Core.Streams;

namespace Forge.Core.Running;

/// <summary>The profiles in use: the standard ones with the user's file laid over them.</summary>
internal sealed class ProfileFile(string path)
{
    private readonly Cell<Profiles> _current = new(Read(path));

    public string Path { get; } = path;

    public Profiles Current => _current.Value;

    // Not silently the standard ones: they may let an agent do what the person's own forbid.
    private static Profiles Read(string path)
    {
        try
        {
            return Profiles.Parse(Files.TryReadText(path) ?? "");
        }
        catch (RuleBroken broken)
        {
            throw new StartRefused(
                $"{path} cannot be used: {broken.Message} Put it right, or move it away: then the built-in profiles hold."
            );
        }
    }

    /// <summary>Takes a body <c>{"executors": …}</c>; throws <see cref="Domain.RuleBroken"/> and changes nothing when it is wrong.</summary>
    public Profiles Replace(JsonNode? body)
    {
        var profiles = Profiles.Over(body);
        Files.WriteDurably(Path, Encoding.UTF8.GetBytes(profiles.Overrides() + "\n"));
        _current.Set(profiles);
        return profiles;
    }
}
