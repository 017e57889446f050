using Forge.Core.Running;
using Forge.Server.Hosting;
using Forge.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Forge.Server.Tests.Security;

/// <summary>A route of the server's own table, with what it declares.</summary>
internal sealed record RuledRoute(string Method, string Template, RouteAccess? Access)
{
    public override string ToString() => $"{Method} {Template}";
}

/// <summary>The routing table of a server that is put together as the real one is, and never started.</summary>
internal static class RouteBookOfRules
{
    /// <param name="state">A folder for it, that goes with the test's own.</param>
    public static async Task<IReadOnlyList<RuledRoute>> ReadAsync(string state)
    {
        Directory.CreateDirectory(state);
        var settings = ServerSettings.Read(
            new Dictionary<string, string> { ["FORGE_HOME"] = state, ["PORT"] = "0" },
            []
        );
        await using var app = ServerApp.Build(settings);
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(Routes)];
    }

    private static IEnumerable<RuledRoute> Routes(EndpointDataSource source) =>
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        let access = endpoint.Metadata.GetMetadata<RouteAccess>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select new RuledRoute(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), access);
}
