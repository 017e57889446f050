using System.Net;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Server.Hosting;

namespace Forge.Server.Security;

/// <summary>Tells who asks: by the token, by a cookie, or by where the request comes from.</summary>
internal sealed class Callers(
    AccessToken token,
    ServerSettings settings,
    Readiness readiness,
    Lazy<Tokens> tokens
)
{
    public ValueTask<Caller?> FindAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization.Count > 1)
            return default;
        // Who sends a header is judged by it alone: a token that was revoked must not get in by another way.
        if (request.Headers.Authorization is [{ } header])
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? OfTokenAsync(header[7..].Trim(), context.RequestAborted)
                : default;
        return new ValueTask<Caller?>(IsPerson(context) ? Caller.Person : null);
    }

    /// <summary>The server's own secret, or what can only be a token.</summary>
    public bool IsSecret(string text) => token.IsToken(text) || TokenText.Looks(text);

    private async ValueTask<Caller?> OfTokenAsync(string text, CancellationToken ct)
    {
        if (token.IsToken(text))
            return Caller.Person;
        if (!TokenText.Looks(text))
            return null;
        // They stand in the database, which is opened beside the start.
        await readiness.Position.WaitAsync(ct).ConfigureAwait(false);
        return tokens.Value.Find(text) is { } live ? Caller.Of(live) : null;
    }

    private bool IsPerson(HttpContext context) =>
        (
            context.Request.Cookies.TryGetValue(AccessControl.Cookie, out var cookie)
            && token.IsCookie(cookie)
        )
        || (
            settings.LoopbackWithoutToken
            && context.Connection.RemoteIpAddress is { } from
            && IPAddress.IsLoopback(from)
        );
}
