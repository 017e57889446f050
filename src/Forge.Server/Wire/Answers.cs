using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;

namespace Forge.Server.Wire;

/// <summary>Answers that no handler gives: errors, in the envelope.</summary>
internal static class Answers
{
    public static Task FailAsync(
        HttpContext context,
        int status,
        string message,
        JsonNode? errorData = null
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            Envelope.Failed(message, errorData),
            ForgeJson.Wire.EnvelopeJsonNode
        );
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
