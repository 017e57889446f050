namespace Forge.Core.Domain.Access;

/// <summary>What a route lets in. One that declares nothing is <see cref="Operate"/>.</summary>
internal enum RouteRule
{
    /// <summary>Changes something, or shows a secret: a person's.</summary>
    Operate,

    /// <summary>Shows what may be anybody's work: not for agents.</summary>
    Read,

    /// <summary>Shows something of one attempt: also for that attempt's agent.</summary>
    OwnAttempt,

    /// <summary>Where an agent tells or asks something about its own attempt.</summary>
    Report,

    /// <summary>Shows nothing of anybody's; any token will do.</summary>
    Known,

    /// <summary>Needs no token.</summary>
    Open,
}
