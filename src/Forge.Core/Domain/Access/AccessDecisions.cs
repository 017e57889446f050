namespace Forge.Core.Domain.Access;

/// <summary>Which role may do what; and which grants make sense.</summary>
internal static class AccessDecisions
{
    public const int LongestName = 100;

    /// <param name="own">The route's id is of the attempt that the caller is bound to.</param>
    public static bool May(Role role, RouteRule rule, bool own) =>
        rule switch
        {
            RouteRule.Open or RouteRule.Known => true,
            _ when role == Role.Operator => true,
            RouteRule.Read => role == Role.Viewer,
            RouteRule.OwnAttempt => role == Role.Viewer || (role == Role.Agent && own),
            RouteRule.Report => role == Role.Agent && own,
            _ => false,
        };

    /// <summary>Checks what a person wants to hand out.</summary>
    /// <exception cref="RuleBroken">It cannot be handed out so; the text names the field.</exception>
    public static string Name(
        string? name,
        Role role,
        Guid? attempt,
        DateTimeOffset? expires,
        DateTimeOffset now
    )
    {
        var text = name?.Trim() ?? "";
        if (text.Length is 0 or > LongestName || text.Any(char.IsControl))
            throw RuleBroken.Invalid(
                $"name: give the token a name of 1 to {LongestName} characters on one line, so that it can be told from others"
            );
        if (role == Role.Agent && attempt is null)
            throw RuleBroken.Invalid("attempt_id: a token for an agent is bound to one attempt");
        if (role != Role.Agent && attempt is not null)
            throw RuleBroken.Invalid(
                "attempt_id: only a token for an agent is bound to an attempt"
            );
        return expires <= now ? throw RuleBroken.Invalid("expires_at: lies in the past") : text;
    }
}
