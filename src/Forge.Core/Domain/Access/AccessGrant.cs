namespace Forge.Core.Domain.Access;

/// <summary>What a token stands for. The token itself is kept nowhere; its hash stands in the row alone.</summary>
internal sealed record AccessGrant
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }

    /// <summary>The one attempt that an agent's token is for.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>The session it was made for; it ends with it. Null for one that a person made.</summary>
    public Guid? SessionId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public bool Expired(DateTimeOffset now) => ExpiresAt <= now;
}
