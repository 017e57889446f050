using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>A follower as a client has it: a WebSocket with the token in a header, frames as JSON.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<StreamClient> OpenAsync(
        RunningServer server,
        string path,
        string? token = null
    )
    {
        var client = new StreamClient();
        client._socket.Options.SetRequestHeader("Authorization", $"Bearer {token ?? server.Token}");
        client._socket.Options.CollectHttpResponseDetails = true;
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        try
        {
            await client._socket.ConnectAsync(
                new Uri(server.Url.Replace("http:", "ws:") + path),
                limit.Token
            );
            return client;
        }
        catch (WebSocketException refused)
        {
            var status = (int)client._socket.HttpStatusCode;
            await client.DisposeAsync();
            throw new StreamRefused(status, refused);
        }
    }

    public static Task<StreamClient> RawAsync(RunningServer server, object process) =>
        OpenAsync(server, $"/api/execution-processes/{process}/raw-logs/ws");

    public static Task<StreamClient> ConversationAsync(RunningServer server, object process) =>
        OpenAsync(server, $"/api/execution-processes/{process}/normalized-logs/ws");

    /// <summary>The next frame; null when the server closed.</summary>
    public async Task<JsonNode?> NextAsync(TimeSpan? deadline = null)
    {
        using var limit = new CancellationTokenSource(deadline ?? RunningServer.Deadline);
        using var frame = new MemoryStream();
        while (true)
        {
            var got = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (got.MessageType == WebSocketMessageType.Close)
                return null;
            frame.Write(_buffer, 0, got.Count);
            if (got.EndOfMessage)
                return JsonNode.Parse(frame.ToArray());
        }
    }

    /// <summary>All frames until the server says that it is finished; that frame is not among them.</summary>
    public async Task<List<JsonNode>> ToEndAsync()
    {
        List<JsonNode> frames = [];
        while (await NextAsync() is { } frame)
        {
            if (frame["finished"] is not null)
                return frames;
            frames.Add(frame);
        }
        throw new InvalidOperationException("The server closed without saying that it is finished");
    }

    /// <summary>Applies frames to a document until it is as wanted.</summary>
    public async Task<Patched> UntilAsync(Patched document, Func<JsonObject, bool> fits)
    {
        while (!fits(document.Root))
        {
            JsonNode? frame;
            try
            {
                frame = await NextAsync();
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"never fit: {document.Root.ToJsonString()}");
            }
            document.Apply(frame ?? throw new InvalidOperationException("closed by the server"));
        }
        return document;
    }

    /// <summary>Leaves without a word: the connection is cut.</summary>
    public void Vanish() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal sealed class StreamRefused(int status, Exception inner)
    : Exception($"refused with {status}", inner)
{
    public int Status => status;
}

/// <summary>The raw log of a process as one client got it.</summary>
internal sealed record RawReplay(string Out, string Err, IReadOnlyList<string> Entries)
{
    public static async Task<RawReplay> ReadAsync(RunningServer server, object process)
    {
        await using var client = await StreamClient.RawAsync(server, process);
        return From(await client.ToEndAsync());
    }

    public static RawReplay From(IEnumerable<JsonNode> frames)
    {
        var streams = (Out: new StringBuilder(), Err: new StringBuilder());
        List<string> entries = [];
        foreach (var operation in frames.SelectMany(f => f["JsonPatch"]!.AsArray()))
        {
            operation!["op"]!.GetValue<string>().ShouldBe("add");
            operation["path"]!.GetValue<string>().ShouldBe($"/entries/{entries.Count}");
            var (type, content) = (
                operation["value"]!["type"]!.GetValue<string>(),
                operation["value"]!["content"]!.GetValue<string>()
            );
            (type == "STDERR" ? streams.Err : streams.Out).Append(content);
            entries.Add($"{type} {content}");
        }
        return new RawReplay(streams.Out.ToString(), streams.Err.ToString(), entries);
    }
}
