using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace Forge.Server.Wire;

/// <summary>
/// Listens on a socket that only sends. What the client says is not asked for; hearing it is how its leaving is noticed,
/// how its pongs come in, and how it is told when it says too much.
/// </summary>
internal sealed class SocketEars : IDisposable
{
    private const int LongestMessage = 64 << 10;
    private const int LongestReason = 120;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _left;
    private readonly CancellationTokenSource _deaf = new();
    private readonly Task _listening;
    private bool _saysTooMuch;

    /// <param name="left">Cancelled when the client leaves, or has to.</param>
    public SocketEars(WebSocket socket, CancellationTokenSource left)
    {
        _socket = socket;
        _left = left;
        _listening = ListenAsync();
    }

    /// <summary>Says goodbye, where there is somebody to say it to, and waits a moment for the answer.</summary>
    public async Task EndAsync(WebSocketCloseStatus status, string? reason)
    {
        if (_socket.State == WebSocketState.CloseReceived)
            (status, reason) = (WebSocketCloseStatus.NormalClosure, null);
        else if (_saysTooMuch)
            (status, reason) = (
                WebSocketCloseStatus.MessageTooBig,
                "This stream only sends; nothing of what is said to it is read."
            );
        _deaf.CancelAfter(Farewell);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket
                    .CloseOutputAsync(status, Short(reason), _deaf.Token)
                    .ConfigureAwait(false);
        }
        catch (Exception error) when (IsGone(error))
        {
            // Nobody there any more.
        }
        await _left.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
    }

    public void Dispose() => _deaf.Dispose();

    private async Task ListenAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            var length = 0L;
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var heard = await _socket
                    .ReceiveAsync(buffer.AsMemory(), _deaf.Token)
                    .ConfigureAwait(false);
                if (heard.MessageType == WebSocketMessageType.Close)
                    break;
                length = heard.EndOfMessage ? 0 : length + heard.Count;
                if (length > LongestMessage && !_saysTooMuch)
                {
                    _saysTooMuch = true;
                    await _left.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (IsGone(error))
        {
            // Gone without a word, or with one that is none of the protocol's.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await _left.CancelAsync().ConfigureAwait(false);
    }

    private static bool IsGone(Exception error) =>
        error
            is OperationCanceledException
                or WebSocketException
                or IOException
                or ObjectDisposedException
                or InvalidOperationException;

    // A reason is at most 123 bytes long.
    private static string? Short(string? reason)
    {
        while (reason is not null && Encoding.UTF8.GetByteCount(reason) > LongestReason)
            reason = reason[..^1];
        return reason;
    }
}
