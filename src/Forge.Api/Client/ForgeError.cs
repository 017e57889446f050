using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Api;

/// <summary>The server said no: its message is a sentence for people.</summary>
/// <param name="status">400 malformed, 401/403 the token, 404 unknown, 409 the wrong moment, 422 a field, 500 a bug, 501 not built yet.</param>
/// <param name="message">One sentence for people.</param>
/// <param name="errorData">The envelope's <c>error_data</c>.</param>
public sealed class ForgeError(HttpStatusCode status, string message, JsonNode? errorData)
    : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
    public JsonNode? ErrorData { get; } = errorData;

    /// <summary>The server has no such route at all: it is older or newer than this client, or no Forge server.</summary>
    public bool IsUnknownRoute { get; init; }

    /// <summary>The conflict that <see cref="ErrorData"/> tells of; null when it tells of none.</summary>
    public GitConflict? Conflict
    {
        get
        {
            try
            {
                return ErrorData is JsonObject found && found["type"] is not null
                    ? found.Deserialize(ForgeJson.Wire.GitConflict)
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

/// <summary>No answer at all: nothing listens at the address, or the connection broke.</summary>
public sealed class ForgeUnreachable(Uri address, Exception cause)
    : Exception($"No Forge server answers at {address} ({cause.Message})", cause)
{
    public Uri Address { get; } = address;
}
