using System.Net;
using System.Net.Sockets;
using Forge.Bench.Machine;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench.Floors;

internal static class IoFloors
{
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
            "a loopback round trip",
            Unit.Milliseconds,
            "connecting, one byte there and one back over TCP in one .NET process",
            50,
            RoundTripAsync
        );
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
