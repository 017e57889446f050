using Forge.Core.Domain.Access;
using Forge.Core.Running;

namespace Forge.Server.Security;

/// <summary>Who asks.</summary>
/// <param name="Grant">Null for the one secret of the server, a cookie, and loopback where that is let in.</param>
/// <param name="Ended">Cancelled when the token is revoked.</param>
internal sealed record Caller(Role Role, AccessGrant? Grant, CancellationToken Ended)
{
    public static Caller Person { get; } = new(Role.Operator, null, CancellationToken.None);

    public static Caller Of(LiveToken token) => new(token.Grant.Role, token.Grant, token.Ended);
}

internal static class CallerOfRequest
{
    /// <summary>Null where nobody had to say who asks.</summary>
    public static Caller? Caller(this HttpContext context) => context.Features.Get<Caller>();

    /// <summary>Secrets are for people alone.</summary>
    public static bool MaySeeSecrets(this HttpContext context) =>
        context.Caller() is { Role: Role.Operator };
}
