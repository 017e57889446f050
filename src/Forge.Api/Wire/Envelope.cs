using System.Text.Json.Nodes;

namespace Forge.Api;

/// <summary>What every answer under <c>/api</c> is wrapped in; all four keys are always present. Source: WIRE, Envelope.</summary>
/// <param name="Success">True exactly when the status is below 400.</param>
/// <param name="Data">The answer; null where a request has nothing to tell.</param>
/// <param name="ErrorData">Facts about the error for programs, e.g. <see cref="GitConflict"/>.</param>
/// <param name="Message">One sentence for people: what was tried and what to do.</param>
public sealed record Envelope<T>(
    bool Success,
    T? Data = default,
    JsonNode? ErrorData = null,
    string? Message = null
);

/// <summary>Makes envelopes without naming their type twice.</summary>
public static class Envelope
{
    public static Envelope<T> Of<T>(T data) => new(true, data);

    /// <summary>A request that worked and has nothing to tell.</summary>
    public static Envelope<JsonNode> Nothing { get; } = new(true);

    public static Envelope<JsonNode> Failed(string message, JsonNode? errorData = null) =>
        new(false, null, errorData, message);
}
