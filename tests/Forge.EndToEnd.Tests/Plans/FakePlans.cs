using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Api;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>
/// A fake of the server's plans, for what the command line does with answers: it has what a test put there, and remembers
/// what it was asked. The real server is asked in the tests beside the machine's.
/// </summary>
internal sealed class FakePlans : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _later = new();
    private readonly ConcurrentQueue<(string Line, string Body)> _asked = new();
    private readonly ConcurrentQueue<(string[] Frames, bool Breaks)> _streams = new();
    private readonly Task _serving;

    public FakePlans()
    {
        _answers["GET /health"] = (200, Machine.BadServer.Forge);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>What changed something, as <c>POST /api/plans/…</c> with its body.</summary>
    public IReadOnlyList<(string Line, string Body)> Posts =>
        [.. _asked.Where(one => one.Line.StartsWith("POST ", StringComparison.Ordinal))];

    public IReadOnlyList<string> Lines => [.. _asked.Select(one => one.Line)];

    public FakePlans Has<T>(string line, T data, JsonTypeInfo<Envelope<T>> type)
    {
        _answers[line] = (200, JsonSerializer.Serialize(Envelope.Of(data), type));
        return this;
    }

    /// <summary>The answer to the same question when it is asked again.</summary>
    public FakePlans Then<T>(string line, T data, JsonTypeInfo<Envelope<T>> type)
    {
        _later[line] = (200, JsonSerializer.Serialize(Envelope.Of(data), type));
        return this;
    }

    public FakePlans Refuses(string line, int status, string message, string errorData = "null")
    {
        var text = JsonSerializer.Serialize(message);
        _answers[line] = (
            status,
            $$"""{"success":false,"data":null,"error_data":{{errorData}},"message":{{text}}}"""
        );
        return this;
    }

    /// <summary>An answer in no envelope.</summary>
    public void Says(string line, int status, string body) => _answers[line] = (status, body);

    /// <summary>The plans, each with all that is its own.</summary>
    public FakePlans With(params PlanStatus[] plans)
    {
        Has(
            "GET /api/plans",
            [.. plans.Select(PlanSamples.Summary)],
            ForgeJson.Wire.EnvelopeIReadOnlyListPlanSummary
        );
        Has("GET /api/projects", [], ForgeJson.Wire.EnvelopeIReadOnlyListProject);
        foreach (var plan in plans)
            Has($"GET /api/plans/{plan.Id}", plan, ForgeJson.Wire.EnvelopePlanStatus);
        return this;
    }

    /// <summary>The answer to something that is done to the plan of the samples.</summary>
    public FakePlans Answers(string path, PlanStatus plan) =>
        Has(
            $"POST /api/plans/{PlanSamples.LoginId}{path}",
            plan,
            ForgeJson.Wire.EnvelopePlanStatus
        );

    /// <summary>What the next one who follows a plan hears; after it the line is cut, or closed in order.</summary>
    public void Streams(bool breaks, params string[] frames) => _streams.Enqueue((frames, breaks));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
                clients.Add(OneAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task OneAsync(TcpClient client)
    {
        using var one = client;
        try
        {
            var stream = one.GetStream();
            var (head, body) = await ReadAsync(stream);
            var line = head.Split(" HTTP/", 2)[0];
            _asked.Enqueue((line, body));
            if (Header(head, "Sec-WebSocket-Key") is { } key)
                await StreamAsync(stream, key);
            else
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer(line)), _end.Token);
        }
        catch (Exception error)
            when (error is IOException or OperationCanceledException or WebSocketException)
        {
            // The command has heard enough.
        }
    }

    private string Answer(string line)
    {
        var (status, body) = _answers.TryGetValue(line, out var found)
            ? found
            : (404, $$"""{"success":false,"message":"the fake has no {{line}}"}""");
        if (_later.TryRemove(line, out var next))
            _answers[line] = next;
        return Machine.BadServer.Json(body, status);
    }

    private async Task StreamAsync(NetworkStream stream, string key)
    {
        if (!_streams.TryDequeue(out var next))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer("no more streams")), _end.Token);
            return;
        }
        const string magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + magic)));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            ),
            _end.Token
        );
        using var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions { IsServer = true }
        );
        foreach (var frame in next.Frames)
            await socket.SendAsync(
                Encoding.UTF8.GetBytes(frame),
                WebSocketMessageType.Text,
                endOfMessage: true,
                _end.Token
            );
        if (!next.Breaks)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _end.Token);
    }

    private async Task<(string Head, string Body)> ReadAsync(NetworkStream stream)
    {
        var heard = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            heard.AddRange(buffer.AsSpan(0, count));
            var text = Encoding.UTF8.GetString([.. heard]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0 && count > 0)
                continue;
            if (end < 0)
                throw new IOException("no request");
            var (head, body) = (text[..end], text[(end + 4)..]);
            var length = int.Parse(Header(head, "Content-Length") ?? "0");
            if (Encoding.UTF8.GetByteCount(body) >= length)
                return (head, body);
            if (count == 0)
                throw new IOException("half a request");
        }
    }

    private static string? Header(string head, string name) =>
        head.Split("\r\n")
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(pair =>
                pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            ?[1].Trim();
}
