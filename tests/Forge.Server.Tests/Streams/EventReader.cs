using System.Globalization;
using System.Net.Http.Headers;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Streams;

/// <summary>A client of the events that comes back with the last id it saw.</summary>
internal sealed class EventReader
{
    public List<long> Ids { get; } = [];
    public List<string> Data { get; } = [];

    /// <summary>Reads until the server is gone, or until <paramref name="enough"/>.</summary>
    public async Task ReadAsync(RunningServer server, Func<bool> enough, CancellationToken ct)
    {
        try
        {
            using var http = server.Http();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            request.Headers.Add(
                "Last-Event-ID",
                Ids.LastOrDefault().ToString(CultureInfo.InvariantCulture)
            );
            using var answer = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                ct
            );
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
            await ReadAsync(lines, enough, ct);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // Killed. An event that did not come whole was not seen.
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private async Task ReadAsync(StreamReader lines, Func<bool> enough, CancellationToken ct)
    {
        long id = 0;
        var data = "";
        while (!enough() && await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("id: "))
                id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            else if (line.StartsWith("data: "))
                data = line[6..];
            else if (line.Length == 0 && id > 0)
            {
                Ids.Add(id);
                Data.Add(data);
            }
        }
    }
}
