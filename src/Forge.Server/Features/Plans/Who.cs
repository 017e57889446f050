using Forge.Server.Security;

namespace Forge.Server.Features.Plans;

/// <summary>How the approval log names the one who asks.</summary>
internal static class Who
{
    /// <summary>The token's name; of the server's own secret the user that the server runs as, whose machine it is.</summary>
    public static string Asks(HttpContext context) =>
        context.Caller()?.Grant?.Name ?? Environment.UserName;
}
