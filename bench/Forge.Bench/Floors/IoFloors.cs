using System.Net;
using System.Net.Sockets;
using System.Text;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Floors;

internal static class IoFloors
{
    private const int Lines = 100_000;
    private const int Message = 64 << 10;
    private static readonly byte[] Block = new byte[4_096];

    public static IEnumerable<Floor> Of(Ground ground)
    {
        yield return new Floor(
            "a sync to disk",
            Unit.Milliseconds,
            "appending 4 KB to a file and syncing it: what each durable write takes at the least",
            30,
            ct => SyncAsync(Path.Combine(ground.Root, "synced"), ct)
        );
        yield return new Floor(
            "a raw log of 100,000 lines over loopback",
            Unit.Milliseconds,
            "36 MB sent in pieces of 64 KB and searched for its lines as the replay's are, in one .NET process: no file, no JSON, no HTTP",
            5,
            LogAsync
        );
        yield return new Floor(
            "a loopback round trip",
            Unit.Milliseconds,
            "connecting, one byte there and one back over TCP in one .NET process",
            50,
            RoundTripAsync
        );
    }

    private static async Task<double> LogAsync(CancellationToken ct)
    {
        var text = Log();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var began = WallClock.Now;
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, ct);
        using var server = await listener.AcceptTcpClientAsync(ct);
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < text.Length; at += Message)
                    await server
                        .GetStream()
                        .WriteAsync(text.AsMemory(at, Math.Min(Message, text.Length - at)), ct);
                server.Close();
            },
            ct
        );
        var lines = new LineStamps(Lines);
        var buffer = new byte[1 << 18];
        while (await client.GetStream().ReadAsync(buffer, ct) is var read and > 0)
            lines.Take(new Frame(buffer.AsMemory(0, read), WallClock.Now));
        await sending;
        return WallClock.MillisecondsSince(began);
    }

    // As large as what the raw log's socket carries: an agent's JSON, escaped.
    private static byte[] Log()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Lines; i++)
            text.Append("line ")
                .Append(i)
                .Append(" ts=1700000000000000000 ")
                .Append('x', 330)
                .Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static async Task<double> SyncAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Append);
        var began = WallClock.Now;
        await file.WriteAsync(Block, ct);
        file.Flush(flushToDisk: true);
        return WallClock.MillisecondsSince(began);
    }

    private static async Task<double> RoundTripAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, ct);
        var began = WallClock.Now;
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, ct);
        await client.GetStream().WriteAsync(new byte[1], ct);
        await client.GetStream().ReadExactlyAsync(new byte[1], ct);
        var took = WallClock.MillisecondsSince(began);
        await answering;
        return took;
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken ct)
    {
        using var client = await listener.AcceptTcpClientAsync(ct);
        var one = new byte[1];
        await client.GetStream().ReadExactlyAsync(one, ct);
        await client.GetStream().WriteAsync(one, ct);
    }
}
