using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reports;

/// <summary>A stretch of time of one group, and what went on in it. They may overlap.</summary>
/// <param name="Discarded">Of an attempt whose work was thrown away: cost, and no work done.</param>
public sealed record WorkInterval(
    string Group,
    string Attempt,
    DateTimeOffset From,
    DateTimeOffset To,
    IntervalKind Kind,
    bool Discarded = false
);

[JsonConverter(typeof(SnakeCase<IntervalKind>))]
public enum IntervalKind
{
    /// <summary>The agent is at work.</summary>
    AgentActive,

    /// <summary>A validation command runs.</summary>
    Validation,

    /// <summary>Could run, and there is no place.</summary>
    Queued,

    /// <summary>An approval, a review or a merge is a person's to give.</summary>
    WaitingForPerson,

    WaitingForPredecessor,
    RateLimited,

    /// <summary>The agent is alive and does nothing.</summary>
    Stalled,
}
