using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>What a token may do; docs/roles.md has the table. Spelt on the wire in lower case.</summary>
public enum TokenRole
{
    /// <summary>Everything, as the person whose server it is.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Reads the one attempt that it is bound to.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>Reads everything but secrets, changes nothing.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,
}

/// <summary>Ours. A token as lists show it: its text is shown once, by <see cref="CreatedToken"/>.</summary>
public sealed record ApiToken
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required TokenRole Role { get; init; }

    /// <summary>An agent's own attempt; null for the other roles.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>The session it was made for and ends with; null for one that a person made.</summary>
    public Guid? SessionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute; null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary><c>POST /api/tokens</c>.</summary>
public sealed record CreateToken
{
    /// <summary>Up to 100 characters; no two tokens that count and were made by people share one.</summary>
    public required string Name { get; init; }
    public required TokenRole Role { get; init; }

    /// <summary>Needed for an agent, refused for others.</summary>
    public Guid? AttemptId { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A new token, with its text for the only time.</summary>
public sealed record CreatedToken
{
    public required ApiToken Token { get; init; }

    /// <summary>What is sent as <c>Authorization: Bearer</c>.</summary>
    public required string Secret { get; init; }
}

/// <summary>Ours. <c>GET /api/access</c>: who asks, as the server sees it.</summary>
public sealed record CallerAccess
{
    public required TokenRole Role { get; init; }

    /// <summary>Null for the server's own secret and for browsers.</summary>
    public ApiToken? Token { get; init; }
}
