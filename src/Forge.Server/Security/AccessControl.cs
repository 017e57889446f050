using System.Net;
using Forge.Api;
using Forge.Server.Hosting;
using Forge.Server.Wire;

namespace Forge.Server.Security;

/// <summary>
/// Who may come in. The host name must be one of ours (against rebinding), a page must be our own page (Origin), and every
/// request but <c>/health</c> carries the token or a cookie. A token in the address is refused: addresses end up in logs.
/// </summary>
internal sealed class AccessControl(
    RequestDelegate next,
    AccessToken token,
    ServerSettings settings
)
{
    public const string Cookie = "forge_session";
    public const string LoginPath = "/login";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurHost(request.Host.Host))
            return Answers.FailAsync(
                context,
                403,
                $"The host name '{request.Host.Host}' is not served here. Set FORGE_ALLOWED_HOSTS to allow it."
            );
        if (request.Headers.Origin is [{ } origin, ..] && !IsOwnOrigin(origin, request))
            return Answers.FailAsync(context, 403, $"Pages from {origin} may not use this server.");
        if (request.Path == Routes.Health || request.Path == LoginPath || MayComeIn(context))
            return next(context);
        return Answers.FailAsync(
            context,
            401,
            "A token is needed: send 'Authorization: Bearer <token>'. The server keeps it in the file 'token' of its state directory."
        );
    }

    private bool MayComeIn(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization is [{ } header, ..])
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                && token.IsToken(header[7..].Trim());
        if (request.Cookies.TryGetValue(Cookie, out var cookie) && token.IsCookie(cookie))
            return true;
        return settings.LoopbackWithoutToken
            && context.Connection.RemoteIpAddress is { } from
            && IPAddress.IsLoopback(from);
    }

    private bool IsOurHost(string host) =>
        host is "localhost" or "127.0.0.1" or "[::1]"
        || host == settings.Host.ToString()
        || settings.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || (IsAny(settings.Host) && IPAddress.TryParse(host.Trim('[', ']'), out _));

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsOwnOrigin(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
