using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>Spelt on the wire in lower case with underscores.</summary>
public enum ApprovalState
{
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("approved")]
    Approved,

    [JsonStringEnumMemberName("denied")]
    Denied,

    [JsonStringEnumMemberName("timed_out")]
    TimedOut,
}

public sealed record ApprovalStatus
{
    public required ApprovalState Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary>
/// <c>POST /api/approvals/{id}/respond</c> → the <see cref="ApprovalStatus"/> that now holds. Either
/// <see cref="Status"/> (with <see cref="ExecutionProcessId"/>) or <see cref="Approved"/> and <see cref="Comment"/>.
/// Errors: 404 unknown, 409 answered already or no longer asked.
/// </summary>
public sealed record ApprovalResponse
{
    public Guid? ExecutionProcessId { get; init; }
    public ApprovalStatus? Status { get; init; }
    public bool? Approved { get; init; }
    public string? Comment { get; init; }
}
