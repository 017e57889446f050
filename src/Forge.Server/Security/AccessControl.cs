using System.Net;
using Forge.Core.Domain.Access;
using Forge.Server.Hosting;
using Forge.Server.Wire;

namespace Forge.Server.Security;

/// <summary>
/// Who may come in. The host name must be one of ours (against rebinding), a page must be our own page (Origin), and every
/// request to a route that is not open carries a token or a cookie. A token in the address is refused: addresses end up in
/// logs. What the one who came in may do is <see cref="RouteGate"/>'s.
/// </summary>
internal sealed class AccessControl(RequestDelegate next, Callers callers, ServerSettings settings)
{
    public const string Cookie = "forge_session";
    public const string LoginPath = "/login";
    private const string TokenInAddress =
        "A token in the address is refused, because addresses end up in logs: send it as 'Authorization: Bearer <token>'.";

    public async Task InvokeAsync(HttpContext context)
    {
        if (Refused(context.Request) is var (status, why))
        {
            await Answers.FailAsync(context, status, why).ConfigureAwait(false);
            return;
        }
        if (RouteAccess.Of(context) is not { Rule: RouteRule.Open })
        {
            if (await callers.FindAsync(context).ConfigureAwait(false) is not { } caller)
            {
                await Answers
                    .FailAsync(context, 401, WhyNotIn(context.Request))
                    .ConfigureAwait(false);
                return;
            }
            context.Features.Set(caller);
        }
        await next(context).ConfigureAwait(false);
    }

    private (int Status, string Why)? Refused(HttpRequest request)
    {
        if (!IsOurHost(request.Host.Host))
            return (403, WhyNotHost(request.Host.Host));
        if (request.Headers.Origin.FirstOrDefault(o => !IsOwnOrigin(o, request)) is { } origin)
            return (
                403,
                $"Pages from {Parameters.Short(origin)} may not use this server. Only its own pages may; other programs send no Origin."
            );
        return HasTokenInAddress(request) ? (401, TokenInAddress) : null;
    }

    private static string WhyNotHost(string host) =>
        host.Length == 0
            ? "The request names no host. Send a Host header with the server's address."
            : $"The host name '{Parameters.Short(host)}' is not served here. Set FORGE_ALLOWED_HOSTS to allow it.";

    private static string WhyNotIn(HttpRequest request)
    {
        if (request.Query.ContainsKey("token") || request.Query.ContainsKey("access_token"))
            return TokenInAddress;
        var what =
            request.Headers.Authorization.Count > 0
                ? "This token is not one of this server's, or counts no more"
                : "A token is needed";
        return $"{what}: send 'Authorization: Bearer <token>'. The server keeps it in the file 'token' of its state directory.";
    }

    // Also beside a right header: whoever wrote it there has to hear of it before the address is in somebody's log.
    private bool HasTokenInAddress(HttpRequest request) =>
        request.QueryString.HasValue
        && request.Query.Any(q => q.Value.Any(v => v is not null && callers.IsSecret(v)));

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
