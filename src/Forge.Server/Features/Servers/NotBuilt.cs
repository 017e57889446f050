using Forge.Core.Domain.Access;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Servers;

/// <summary>Marks a route of the wire that this version does not answer yet. docs/wire.md lists the same.</summary>
internal sealed class NotBuilt
{
    private static readonly (string Method, string Route)[] Routes =
    [
        ("POST", "/api/auth/github/device/start"),
        ("POST", "/api/auth/github/device/poll"),
        ("GET", "/api/auth/github/check"),
        ("GET", "/api/mcp-config"),
        ("POST", "/api/mcp-config"),
        ("GET", "/api/sounds/{name}"),
        ("POST", "/api/projects/{id}/open-editor"),
        ("POST", "/api/projects/from-github"),
        ("GET", "/api/github/repositories"),
        ("POST", "/api/task-attempts/{id}/pr"),
        ("POST", "/api/task-attempts/{id}/pr/attach"),
        ("POST", "/api/task-attempts/{id}/open-editor"),
        ("POST", "/api/task-attempts/{id}/run-agent-setup"),
        ("GET", "/api/task-attempts/{id}/draft"),
        ("PUT", "/api/task-attempts/{id}/draft"),
        ("POST", "/api/task-attempts/{id}/draft"),
        ("DELETE", "/api/task-attempts/{id}/draft"),
        ("POST", "/api/task-attempts/{id}/draft/queue"),
        ("GET", "/api/drafts/stream/ws"),
        ("GET", "/api/tags"),
        ("POST", "/api/tags"),
        ("GET", "/api/tags/{id}"),
        ("PUT", "/api/tags/{id}"),
        ("DELETE", "/api/tags/{id}"),
        ("GET", "/api/templates"),
        ("POST", "/api/templates"),
        ("GET", "/api/templates/{id}"),
        ("PUT", "/api/templates/{id}"),
        ("DELETE", "/api/templates/{id}"),
        ("POST", "/api/images/upload"),
        ("POST", "/api/images/task/{task_id}/upload"),
        ("GET", "/api/images/task/{task_id}"),
        ("GET", "/api/images/{id}/file"),
        ("DELETE", "/api/images/{id}"),
        ("POST", "/api/approvals/create"),
        ("GET", "/api/approvals/pending"),
        ("GET", "/api/approvals/{id}/status"),
        ("GET", "/api/forge/config"),
        ("PUT", "/api/forge/config"),
        ("GET", "/api/forge/projects/{id}/settings"),
        ("PUT", "/api/forge/projects/{id}/settings"),
        ("GET", "/api/forge/projects/{id}/profiles"),
        ("GET", "/api/forge/agents"),
        ("POST", "/api/forge/agents"),
        ("GET", "/api/forge/omni/status"),
        ("GET", "/api/forge/omni/instances"),
        ("GET", "/api/forge/omni/notifications"),
        ("POST", "/api/forge/omni/validate"),
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var (method, route) in Routes)
            app.MapMethods(route, [method], Answer)
                .WithMetadata(new NotBuilt())
                // When one is built, it declares what it then needs.
                .For(method == "GET" ? RouteRule.Read : RouteRule.Operate)
                .ExcludeFromDescription();
    }

    private static Task Answer(HttpContext context) =>
        Answers.FailAsync(
            context,
            501,
            $"{context.Request.Method} {context.Request.Path} is part of the wire, but not built in this version of Forge."
        );
}
