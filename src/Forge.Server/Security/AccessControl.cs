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
    private const string TokenInAddress =
        "A token in the address is refused, because addresses end up in logs: send it as 'Authorization: Bearer <token>'.";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurHost(request.Host.Host))
            return Answers.FailAsync(context, 403, WhyNotHost(request.Host.Host));
        if (request.Headers.Origin.FirstOrDefault(o => !IsOwnOrigin(o, request)) is { } origin)
            return Answers.FailAsync(
                context,
                403,
                $"Pages from {Parameters.Short(origin)} may not use this server. Only its own pages may; other programs send no Origin."
            );
        if (HasTokenInAddress(request))
            return Answers.FailAsync(context, 401, TokenInAddress);
        if (request.Path == Routes.Health || request.Path == LoginPath || MayComeIn(context))
            return next(context);
        return Answers.FailAsync(context, 401, WhyNotIn(request));
    }

    private static string WhyNotHost(string host) =>
        host.Length == 0
            ? "The request names no host. Send a Host header with the server's address."
            : $"The host name '{Parameters.Short(host)}' is not served here. Set FORGE_ALLOWED_HOSTS to allow it.";

    private string WhyNotIn(HttpRequest request)
    {
        if (request.Query.ContainsKey("token") || request.Query.ContainsKey("access_token"))
            return TokenInAddress;
        var what =
            request.Headers.Authorization.Count > 0
                ? "This token is not the server's"
                : "A token is needed";
        return $"{what}: send 'Authorization: Bearer <token>'. The server keeps it in the file 'token' of its state directory.";
    }

    // Also beside a right header: whoever wrote it there has to hear of it before the address is in somebody's log.
    private bool HasTokenInAddress(HttpRequest request) =>
        request.QueryString.HasValue
        && request.Query.Any(q => q.Value.Any(v => v is not null && token.IsToken(v)));

    private bool MayComeIn(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization.Count > 1)
            return false;
        if (request.Headers.Authorization is [{ } header])
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                && token.IsToken(header[7..].Trim());
        if (request.Cookies.TryGetValue(Cookie, out var cookie) && token.IsCookie(cookie))
            return true;
        return settings.LoopbackWithoutToken
            && context.Connection.RemoteIpAddress is { } from
            && IPAddress.IsLoopback(from);
    }

    private bool IsOurHost(string host) =>
        host is "127.0.0.1" or "[::1]"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Trim('[', ']') == settings.Host.ToString()
        || settings.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || (IsAny(settings.Host) && IPAddress.TryParse(host.Trim('[', ']'), out _));

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsOwnOrigin(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
