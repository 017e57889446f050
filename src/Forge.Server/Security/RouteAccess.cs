using Forge.Core.Domain.Access;

namespace Forge.Server.Security;

/// <summary>Where a route's address names something of one attempt.</summary>
internal enum OwnId
{
    None,

    /// <summary><c>{id}</c> is the attempt's.</summary>
    Attempt,

    /// <summary><c>{id}</c> is that of one of its processes.</summary>
    Process,

    /// <summary><c>{id}</c> is that of its task.</summary>
    Task,

    /// <summary><c>?task_attempt_id=</c></summary>
    AttemptBehindMark,

    /// <summary><c>?ref=</c> is the path of its worktree.</summary>
    WorktreeBehindMark,
}

/// <summary>What a route lets in, as it stands in the routing table.</summary>
internal sealed record RouteAccess(RouteRule Rule, OwnId Own)
{
    /// <summary>What nobody thought about is a person's.</summary>
    public static RouteAccess Undeclared { get; } = new(RouteRule.Operate, OwnId.None);

    /// <summary>Null where there is no such route: then nothing but a refusal will be answered.</summary>
    public static RouteAccess? Of(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint route
            ? route.Metadata.GetMetadata<RouteAccess>() ?? Undeclared
            : null;
}

internal static class RouteRules
{
    /// <summary>Declares who may use the route. Every route has to; a test looks.</summary>
    /// <param name="own">Where it stands whose attempt is asked for: agents are let in by it.</param>
    public static T For<T>(this T route, RouteRule rule, OwnId own = OwnId.None)
        where T : IEndpointConventionBuilder =>
        (rule is RouteRule.OwnAttempt or RouteRule.Report) == (own != OwnId.None)
            ? route.WithMetadata(new RouteAccess(rule, own))
            : throw new ArgumentException(
                "An agent's route says where the id stands, and no other does",
                nameof(own)
            );
}
