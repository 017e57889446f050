using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Crash;

internal enum Sure
{
    /// <summary>The server said that it is done.</summary>
    Yes,

    /// <summary>The server said that it is not done, and why.</summary>
    No,

    /// <summary>The server died before it answered.</summary>
    Unknown,
}

internal sealed record Outcome(Sure Sure, Reply? Reply);

/// <summary>Requests of people who do not know that the server is killed all the time: they wait until it is back.</summary>
internal sealed class CrashCaller
{
    private volatile TaskCompletionSource<HttpClient> _open = NewGate();

    /// <summary>What no server may ever answer.</summary>
    public List<string> Faults { get; } = [];

    public void Open(HttpClient http) => _open.TrySetResult(http);

    /// <summary>From now on nobody asks anything; what was asked is cut off by the kill.</summary>
    public void Close() => _open = NewGate();

    public async Task<Outcome> AskAsync(HttpMethod method, string path, string? body = null)
    {
        var http = await _open.Task;
        Reply reply;
        try
        {
            reply = await http.AskAsync(method, path, body);
        }
        catch (Exception error)
            when (error
                    is HttpRequestException
                        or IOException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or System.Text.Json.JsonException
            )
        {
            return new Outcome(Sure.Unknown, null);
        }
        // A server that ends on request says so to those whom it leaves in the middle.
        if (reply.Status == HttpStatusCode.ServiceUnavailable)
            return new Outcome(Sure.Unknown, null);
        if ((int)reply.Status >= 500)
            lock (Faults)
                Faults.Add($"{method} {path} answered {(int)reply.Status}: {reply.Message}");
        var yes = reply.Status is HttpStatusCode.OK or HttpStatusCode.Accepted;
        return new Outcome(yes ? Sure.Yes : Sure.No, reply);
    }

    public Task<Outcome> PostAsync(string path, string body = "{}") =>
        AskAsync(HttpMethod.Post, path, body);

    /// <summary>Asks until there is an answer.</summary>
    public async Task<Reply> ReadAsync(string path)
    {
        while (true)
            if ((await AskAsync(HttpMethod.Get, path)).Reply is { } reply)
                return reply;
    }

    /// <summary>Until the server, if it was away, is back.</summary>
    public Task BackAsync() => _open.Task;

    private static TaskCompletionSource<HttpClient> NewGate() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
