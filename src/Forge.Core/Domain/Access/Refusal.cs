namespace Forge.Core.Domain.Access;

/// <summary>What somebody tried with a token that may not. Reports tell it: "the agent tried to merge: refused".</summary>
internal sealed record Refusal
{
    public DateTimeOffset At { get; init; }
    public required Guid TokenId { get; init; }
    public required Role Role { get; init; }
    public Guid? AttemptId { get; init; }
    public required string Method { get; init; }

    /// <summary>Without what stands behind the question mark.</summary>
    public required string Path { get; init; }
}
