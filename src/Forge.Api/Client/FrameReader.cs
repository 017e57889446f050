using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace Forge.Api;

/// <summary>Reads whole text frames off a WebSocket, of any length.</summary>
internal sealed class FrameReader(WebSocket socket, Uri address)
{
    private readonly ArrayBufferWriter<byte> _message = new(16 * 1024);

    /// <summary>The next frame; null when the server closed in order.</summary>
    public async Task<StreamFrame?> NextAsync(CancellationToken ct)
    {
        _message.ResetWrittenCount();
        try
        {
            while (true)
            {
                var part = await socket
                    .ReceiveAsync(_message.GetMemory(4096), ct)
                    .ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                    return await GoodbyeAsync(ct).ConfigureAwait(false);
                _message.Advance(part.Count);
                if (part.EndOfMessage)
                    return Read();
            }
        }
        catch (WebSocketException error)
        {
            throw new ForgeUnreachable(address, error);
        }
    }

    /// <summary>What came over a stream, and is none of the wire's.</summary>
    public static ForgeError NotOurs(Uri address, JsonException error) =>
        new(
            HttpStatusCode.OK,
            $"{address} sent something over a stream that is not the wire's: {error.Message}",
            null
        );

    private StreamFrame Read()
    {
        try
        {
            return JsonSerializer.Deserialize(_message.WrittenSpan, ForgeJson.Wire.StreamFrame)
                ?? new StreamFrame();
        }
        catch (JsonException error)
        {
            throw NotOurs(address, error);
        }
    }

    private async Task<StreamFrame?> GoodbyeAsync(CancellationToken ct)
    {
        var status = socket.CloseStatus;
        var reason = socket.CloseStatusDescription;
        if (socket.State == WebSocketState.CloseReceived)
            await socket
                .CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct)
                .ConfigureAwait(false);
        // A server that goes down says so (1001); that is not the end of what is followed.
        return status is null or WebSocketCloseStatus.NormalClosure
            ? null
            : throw new ForgeUnreachable(address, new IOException(reason ?? $"closed: {status}"));
    }
}
