using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawReply(int Status, string Head, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Message => Json["message"]!.GetValue<string>();
}

/// <summary>A client below HTTP: it sends bytes, as right or as wrong as a test wants them.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly List<byte> _unread = [];
    private readonly RunningServer _server;

    private RawConnection(RunningServer server) => _server = server;

    public NetworkStream Stream => _tcp.GetStream();

    public static async Task<RawConnection> OpenAsync(RunningServer server, int? smallWindow = null)
    {
        var raw = new RawConnection(server);
        if (smallWindow is { } bytes)
            raw._tcp.ReceiveBufferSize = bytes;
        var url = new Uri(server.Url);
        await raw._tcp.ConnectAsync(url.Host, url.Port).WaitAsync(RunningServer.Deadline);
        return raw;
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawReply> AskAsync(RunningServer server, string request)
    {
        await using var raw = await OpenAsync(server);
        await raw.SendAsync(request);
        return await raw.ReplyAsync();
    }

    /// <summary>The first lines of a request with the right host and token.</summary>
    public string Head(string line, params string[] headers) => Head(_server, line, headers);

    public static string Head(RunningServer server, string line, params string[] headers) =>
        string.Concat([
            $"{line} HTTP/1.1\r\n",
            $"Host: {new Uri(server.Url).Authority}\r\n",
            $"Authorization: Bearer {server.Token}\r\n",
            .. headers.Select(h => h + "\r\n"),
            "\r\n",
        ]);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) =>
        await Stream.WriteAsync(bytes).AsTask().WaitAsync(RunningServer.Deadline);

    /// <summary>Shakes hands for a stream.</summary>
    public async Task<RawReply> UpgradeAsync(string path)
    {
        await SendAsync(
            Head(
                $"GET {path}",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
            )
        );
        return await ReplyAsync();
    }

    public async Task<RawReply> ReplyAsync(TimeSpan? deadline = null)
    {
        using var limit = new CancellationTokenSource(deadline ?? RunningServer.Deadline);
        var end = -1;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            if (!await MoreAsync(limit.Token))
                throw new InvalidOperationException($"The server closed after: {Text()}");
        var head = Text()[..end];
        _unread.RemoveRange(0, end + 4);
        var status = int.Parse(head.Split(' ')[1]);
        return new RawReply(status, head, status == 101 ? "" : await BodyAsync(head, limit.Token));
    }

    /// <summary>Reads until the server ends the connection; gives what it still said.</summary>
    public async Task<byte[]> ToEndAsync(TimeSpan? deadline = null)
    {
        using var limit = new CancellationTokenSource(deadline ?? RunningServer.Deadline);
        while (await MoreAsync(limit.Token)) { }
        return [.. _unread];
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (_unread.Count < count)
            (await MoreAsync(limit.Token)).ShouldBeTrue("the server closed");
        return [.. _unread.Take(count)];
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Text() => Encoding.Latin1.GetString([.. _unread]);

    private async Task<bool> MoreAsync(CancellationToken ct)
    {
        try
        {
            var count = await Stream.ReadAsync(_buffer, ct);
            _unread.AddRange(_buffer.AsSpan(0, count));
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<string> BodyAsync(string head, CancellationToken ct)
    {
        if (Value(head, "Content-Length") is { } length)
            return Encoding.UTF8.GetString(await TakeAsync(int.Parse(length), ct));
        List<byte> body = [];
        while (Value(head, "Transfer-Encoding") == "chunked")
        {
            int line;
            while ((line = Text().IndexOf("\r\n", StringComparison.Ordinal)) < 0)
                (await MoreAsync(ct)).ShouldBeTrue("the server closed in the middle of a body");
            var size = Convert.ToInt32(Text()[..line], 16);
            _unread.RemoveRange(0, line + 2);
            body.AddRange(await TakeAsync(size, ct));
            await TakeAsync(2, ct);
            if (size == 0)
                return Encoding.UTF8.GetString([.. body]);
        }
        return Encoding.UTF8.GetString(await ToEndAsync());
    }

    private async Task<byte[]> TakeAsync(int count, CancellationToken ct)
    {
        while (_unread.Count < count)
            (await MoreAsync(ct)).ShouldBeTrue("the server closed in the middle of a body");
        var taken = _unread.Take(count).ToArray();
        _unread.RemoveRange(0, count);
        return taken;
    }

    private static string? Value(string head, string name) =>
        head.Split("\r\n")
            .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(l => l[(name.Length + 1)..].Trim())
            .FirstOrDefault();
}
