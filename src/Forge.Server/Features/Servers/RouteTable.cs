using Forge.Api;
using Forge.Server.Hosting;
using Forge.Server.Security;

namespace Forge.Server.Features.Servers;

internal static class RouteTable
{
    /// <summary>What this server answers, by group; from its own routing table, so that the list cannot lie.</summary>
    public static RouteList List(EndpointDataSource routes)
    {
        var lines = routes
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<NotBuilt>() is null)
            .SelectMany(Lines)
            .GroupBy(l => l.Group)
            .ToDictionary(
                g => g.Key,
                g =>
                    (IReadOnlyList<string>)
                        [.. g.Select(l => l.Text).Distinct().Order(StringComparer.Ordinal)]
            );
        return new RouteList
        {
            Version = ServerVersion.Text,
            Routes = lines,
            Rules = Rules(routes),
        };
    }

    // Also of what is not built: that is refused before it is said to be missing.
    private static Dictionary<string, string> Rules(EndpointDataSource routes) =>
        routes
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e =>
                Lines(e).Select(l => (l.Text, e.Metadata.GetMetadata<RouteAccess>()?.Rule))
            )
            .ToDictionary(
                r => r.Text,
                r => r.Rule is { } rule ? Core.Domain.Wire.Name(rule) : "undeclared"
            );

    private static IEnumerable<(string Group, string Text)> Lines(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var group = parts.Length > 1 && parts[0] == "api" ? parts[1] : "core";
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        return methods.Select(m => (group, $"{m} {path}"));
    }
}
