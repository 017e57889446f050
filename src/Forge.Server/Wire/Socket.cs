using System.Buffers;
using System.Net.WebSockets;
using System.Text;

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
                .FailAsync(context, 426, "This address is a WebSocket stream.")
                .ConfigureAwait(false);
            return;
        }
        var stopping = context
            .RequestServices.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping;
        using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            stopping
        );
        var listening = ListenAsync(socket, left);
        try
        {
            await serve(new Socket(socket), left.Token).ConfigureAwait(false);
            await CloseAsync(socket, listening, stopping).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error
                    is OperationCanceledException
                        or WebSocketException
                        or ObjectDisposedException
            )
        {
            // The client left, the server ends, or what it read was closed under it: then it comes back for the new one. A
            // file that cannot be read is none of these: that is told by our caller.
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);
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

    private static async Task CloseAsync(
        WebSocket socket,
        Task listening,
        CancellationToken stopping
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket
                .CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token)
                .ConfigureAwait(false);
        await listening.WaitAsync(limit.Token).ConfigureAwait(false);
    }

    // What the client says is not asked for; reading it is how its leaving is noticed.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource left)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
                if (
                    (
                        await socket
                            .ReceiveAsync(buffer.AsMemory(), left.Token)
                            .ConfigureAwait(false)
                    ).MessageType == WebSocketMessageType.Close
                )
                    break;
        }
        catch (Exception error)
            when (error
                    is OperationCanceledException
                        or WebSocketException
                        or IOException
                        or ObjectDisposedException
            )
        {
            // Gone without a word.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await left.CancelAsync().ConfigureAwait(false);
    }
}
