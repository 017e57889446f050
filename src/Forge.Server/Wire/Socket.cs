using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Forge.Core.Domain;

namespace Forge.Server.Wire;

/// <summary>
/// One WebSocket that only sends. It waits for a slow client and queues nothing; when the client leaves, the token of
/// <see cref="ServeAsync"/> is cancelled.
/// </summary>
internal sealed class Socket(WebSocket socket)
{
    private static readonly byte[] PatchStart = "{\"JsonPatch\":["u8.ToArray();
    private static readonly byte[] PatchEnd = "]}"u8.ToArray();
    private static readonly byte[] Finished = "{\"finished\":true}"u8.ToArray();

    public static async Task ServeAsync(
        HttpContext context,
        Func<Socket, CancellationToken, Task> serve
    )
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Answers
                .FailAsync(
                    context,
                    426,
                    "This address is a WebSocket stream: ask with GET, Upgrade: websocket and Sec-WebSocket-Version: 13."
                )
                .ConfigureAwait(false);
            return;
        }
        var streams = context.RequestServices.GetRequiredService<OpenStreams>();
        if (!streams.TryEnter())
        {
            await streams.RefuseAsync(context).ConfigureAwait(false);
            return;
        }
        try
        {
            using var socket = await context
                .WebSockets.AcceptWebSocketAsync()
                .ConfigureAwait(false);
            await ServeAsync(context, socket, serve).ConfigureAwait(false);
        }
        finally
        {
            streams.Leave();
        }
    }

    private static async Task ServeAsync(
        HttpContext context,
        WebSocket socket,
        Func<Socket, CancellationToken, Task> serve
    )
    {
        using var life = new StreamLife(context);
        using var ears = new SocketEars(socket, life.Left);
        try
        {
            await serve(new Socket(socket), life.Left.Token).ConfigureAwait(false);
            await ears.EndAsync(WebSocketCloseStatus.NormalClosure, null).ConfigureAwait(false);
        }
        catch (RuleBroken gone)
        {
            // What was streamed was deleted meanwhile. Whoever asks again is told by a 404.
            await ears.EndAsync(WebSocketCloseStatus.EndpointUnavailable, gone.Message)
                .ConfigureAwait(false);
        }
        catch (Exception error)
            when (error
                    is OperationCanceledException
                        or WebSocketException
                        or ObjectDisposedException
            )
        {
            // The client left, the server ends, its token was revoked, or what it read was closed under it: then it comes back for the new one. A
            // file that cannot be read is none of these: that is told by our caller.
            await ears.EndAsync(
                    life.IsRevoked
                        ? WebSocketCloseStatus.PolicyViolation
                        : WebSocketCloseStatus.EndpointUnavailable,
                    life.Farewell
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Sends operations that are JSON already, joined with commas; one frame, so one packet where it fits.</summary>
    public async Task PatchAsync(ReadOnlyMemory<byte> operations, CancellationToken ct)
    {
        var length = PatchStart.Length + operations.Length + PatchEnd.Length;
        var frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            PatchStart.CopyTo(frame, 0);
            operations.CopyTo(frame.AsMemory(PatchStart.Length));
            PatchEnd.CopyTo(frame, length - PatchEnd.Length);
            await socket
                .SendAsync(
                    frame.AsMemory(0, length),
                    WebSocketMessageType.Text,
                    endOfMessage: true,
                    ct
                )
                .ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    public Task PatchAsync(string operations, CancellationToken ct) =>
        PatchAsync(Encoding.UTF8.GetBytes(operations), ct);

    public Task FinishAsync(CancellationToken ct) =>
        socket.SendAsync(Finished, WebSocketMessageType.Text, endOfMessage: true, ct);
}
