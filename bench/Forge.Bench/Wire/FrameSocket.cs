using System.Net.WebSockets;
using Forge.Bench.Machine;

namespace Forge.Bench.Wire;

/// <summary>A stream of the wire: whole frames with the time at which they were here. Asks for no compression.</summary>
internal sealed class FrameSocket : IDisposable
{
    private static ReadOnlySpan<byte> FinishedWord => "\"finished\""u8;
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[1 << 18];

    public static async Task<FrameSocket> OpenAsync(
        ForgeWire wire,
        string path,
        CancellationToken ct
    )
    {
        var stream = new FrameSocket();
        if (wire.Token is not null)
            stream._socket.Options.SetRequestHeader("Authorization", $"Bearer {wire.Token}");
        var address = new UriBuilder(new Uri(wire.Address, path)) { Scheme = "ws" }.Uri;
        try
        {
            await stream._socket.ConnectAsync(address, ct);
            return stream;
        }
        catch (WebSocketException error)
        {
            stream.Dispose();
            throw new MeasureFailed($"{path}: {error.Message}");
        }
    }

    public static Task<FrameSocket> RawAsync(ForgeWire wire, Guid process, CancellationToken ct) =>
        OpenAsync(wire, $"/api/execution-processes/{process}/raw-logs/ws", ct);

    public static Task<FrameSocket> NormalizedAsync(
        ForgeWire wire,
        Guid process,
        CancellationToken ct
    ) => OpenAsync(wire, $"/api/execution-processes/{process}/normalized-logs/ws", ct);

    /// <summary>The next frame; its bytes hold until the next call. Null when the server closed.</summary>
    public async Task<Frame?> NextAsync(CancellationToken ct)
    {
        var held = 0;
        while (true)
        {
            if (held == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(held), ct);
            }
            catch (WebSocketException)
            {
                // Cut without a word: nothing more will come.
                return null;
            }
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            held += part.Count;
            if (part.EndOfMessage)
                return new Frame(_buffer.AsMemory(0, held), WallClock.Now);
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    /// <returns>Whether it ended with the wire's word for it.</returns>
    public async Task<bool> ToTheEndAsync(Action<Frame> take, CancellationToken ct)
    {
        while (await NextAsync(ct) is { } frame)
        {
            if (IsFinished(frame))
                return true;
            take(frame);
        }
        return false;
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsFinished(Frame frame) =>
        frame.Text.Length < 64 && frame.Text.Span.IndexOf(FinishedWord) >= 0;
}

/// <param name="At">When its last byte was here, wall clock in nanoseconds.</param>
internal readonly record struct Frame(ReadOnlyMemory<byte> Text, long At);
