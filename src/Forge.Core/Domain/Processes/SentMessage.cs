namespace Forge.Core.Domain.Processes;

/// <summary>Bytes that were said to an agent, and where they belong in <c>in.log</c>. Committed before they are appended.</summary>
internal sealed record SentMessage
{
    public required Guid SessionId { get; init; }
    public long Position { get; init; }
    public required byte[] Bytes { get; init; }

    /// <summary>Names the message: a follow-up's id, or the request that a reply answers.</summary>
    public required string Key { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
