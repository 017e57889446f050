using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Forge.Api;

/// <summary>
/// The wire, typed: one method an endpoint. Throws <see cref="ForgeError"/> when the server says no, and
/// <see cref="ForgeUnreachable"/> when nobody answers.
/// </summary>
/// <param name="http">Given from outside and not disposed of here; it should have no time-out of its own for streams.</param>
/// <param name="address">E.g. <c>http://127.0.0.1:8887</c>.</param>
/// <param name="token">Sent as <c>Authorization: Bearer</c>; null sends none.</param>
public sealed partial class ForgeClient(HttpClient http, Uri address, string? token)
{
    /// <summary>Longer than anything the server does before it answers; only one that hangs takes so long.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(10);

    public Uri Address { get; } = address;

    private Task<T> GetAsync<T>(
        string path,
        JsonTypeInfo<Envelope<T>> type,
        CancellationToken ct
    ) => SendAsync(HttpMethod.Get, path, null, type, ct);

    private Task DoAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct) =>
        SendAsync(method, path, body, ForgeJson.Wire.EnvelopeJsonNode, ct, mayBeEmpty: true);

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? body,
        JsonTypeInfo<Envelope<T>> type,
        CancellationToken ct,
        bool mayBeEmpty = false
    )
    {
        var (response, bytes) = await WholeAsync(method, path, body, ct).ConfigureAwait(false);
        using var answer = response;
        var envelope = Read(response, bytes, type);
        if (envelope.Data is null && !mayBeEmpty)
            throw new ForgeError(
                response.StatusCode,
                $"{method} {path} was answered without data",
                null
            );
        return envelope.Data!;
    }

    /// <summary>The answer with all of its bytes.</summary>
    private async Task<(HttpResponseMessage Response, byte[] Bytes)> WholeAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswerLimit);
        HttpResponseMessage? response = null;
        try
        {
            response = await AskAsync(method, path, body, limit.Token).ConfigureAwait(false);
            var bytes = await response
                .Content.ReadAsByteArrayAsync(limit.Token)
                .ConfigureAwait(false);
            return (response, bytes);
        }
        catch (Exception error) when (IsBroken(error, ct))
        {
            response?.Dispose();
            throw new ForgeUnreachable(Address, error);
        }
    }

    /// <summary>The connection broke in the middle of an answer, or the answer never ends. A cancellation by the caller is neither.</summary>
    private static bool IsBroken(Exception error, CancellationToken ct) =>
        error is HttpRequestException or IOException
        || (error is OperationCanceledException && !ct.IsCancellationRequested);

    private async Task<HttpResponseMessage> AskAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path))
        {
            Content = body,
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new ForgeUnreachable(Address, error);
        }
    }

    private static Envelope<T> Read<T>(
        HttpResponseMessage response,
        byte[] bytes,
        JsonTypeInfo<Envelope<T>> type
    )
    {
        if (!response.IsSuccessStatusCode)
            throw Refused(response.StatusCode, bytes, response.RequestMessage);
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            throw new ForgeError(
                response.StatusCode,
                $"{response.RequestMessage?.RequestUri} answered with a web page; that is not Forge",
                null
            );
        try
        {
            var envelope = JsonSerializer.Deserialize(bytes, type);
            // The old server says no with 200.
            return envelope is { Success: true }
                ? envelope
                : throw Refused(response.StatusCode, bytes, response.RequestMessage);
        }
        catch (JsonException error)
        {
            throw new ForgeError(
                response.StatusCode,
                $"{response.RequestMessage?.RequestUri} gave an answer that is not the wire's: {error.Message}",
                null
            );
        }
    }

    private static ForgeError Refused(
        HttpStatusCode status,
        byte[] bytes,
        HttpRequestMessage? asked = null
    )
    {
        var envelope = EnvelopeIn(bytes);
        var data = envelope?["error_data"];
        var said = envelope?["message"]?.ToString() ?? (data as JsonObject)?["message"]?.ToString();
        if (status == HttpStatusCode.NotFound && asked is not null && IsUnknown(said))
            return new ForgeError(
                status,
                $"The server does not know {asked.Method} {asked.RequestUri?.AbsolutePath}",
                null
            )
            {
                IsUnknownRoute = true,
            };
        return new ForgeError(
            status,
            said ?? $"The server answered {(int)status} {status}",
            data?.DeepClone()
        );
    }

    // What Forge says of a route that it does not have; another program says it in words of its own, in no envelope.
    private static bool IsUnknown(string? said) =>
        said is null || said.EndsWith(Routes.SeeList, StringComparison.Ordinal);

    private static JsonObject? EnvelopeIn(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException)
        {
            // A proxy's page, or an empty body: the status has to do.
            return null;
        }
    }

    private static ByteArrayContent Body<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    private static string Query(
        string path,
        params ReadOnlySpan<(string Name, string? Value)> parts
    )
    {
        var separator = '?';
        foreach (var (name, value) in parts)
        {
            if (value is null)
                continue;
            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }
        return path;
    }

    private static string Of(string route, Guid id) => Routes.Fill(route, id.ToString());
}
