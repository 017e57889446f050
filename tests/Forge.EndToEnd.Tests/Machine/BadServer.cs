using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>Something that listens where a Forge server is looked for, and says what a test wants.</summary>
internal sealed class BadServer : IAsyncDisposable
{
    public const string Forge =
        "{\"status\":\"ok\",\"service\":\"forge-app\",\"version\":\"0.1.0\",\"message\":\"\"}";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">From the first line of a request to the bytes of an answer; null: none, ever. The connection is cut after it.</param>
    public BadServer(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static string Json(string body, int status = 200) =>
        Http(body, "application/json", status);

    public static string Http(string body, string type, int status = 200) =>
        $"HTTP/1.1 {status} x\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>Is Forge as far as its health goes, and then not.</summary>
    public static Func<string, string?> AfterHealth(string? then) =>
        line => line.StartsWith("GET /health ") ? Json(Forge) : then;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
                clients.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var one = client;
        try
        {
            var stream = one.GetStream();
            var heard = new StringBuilder();
            var buffer = new byte[4096];
            while (!heard.ToString().Contains("\r\n\r\n"))
                heard.Append(
                    Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, _end.Token))
                );
            if (_answer(heard.ToString().Split("\r\n")[0]) is { } answer)
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The command has heard enough.
        }
    }
}
