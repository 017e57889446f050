using System.Text.Json.Nodes;
using Forge.Api;

namespace Forge.Server.Security;

/// <summary>Settings as they are shown to those who may not see secrets: that there is one is no secret.</summary>
internal static class HiddenSecrets
{
    private const string Hidden = "(hidden)";

    public static Config Of(Config config) =>
        config with
        {
            Github = config.Github with
            {
                Pat = config.Github.Pat is null ? null : Hidden,
                OauthToken = config.Github.OauthToken is null ? null : Hidden,
                Other = null,
            },
            Other = null,
        };

    /// <summary>Profiles set variables, which is where people put keys.</summary>
    public static JsonObject Of(JsonObject executors)
    {
        foreach (var (_, variants) in executors)
        foreach (var (_, profile) in Members(variants))
        foreach (var (_, options) in Members(profile))
            if (options?["env"] is JsonObject variables)
                foreach (var name in variables.Select(v => v.Key).ToList())
                    variables[name] = Hidden;
        return executors;
    }

    private static JsonObject Members(JsonNode? node) => node as JsonObject ?? [];
}
