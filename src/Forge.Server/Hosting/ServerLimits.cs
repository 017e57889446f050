using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Forge.Server.Hosting;

/// <summary>What one client can take from the others; docs/operating lists the same.</summary>
internal static class ServerLimits
{
    public const long LargestBody = 20L << 20;
    public const string BodyTooLarge =
        "The body is larger than the 20 MB that this server takes. Send less at once.";

    /// <summary>Bytes a second below which a body is too slow, after five seconds of grace.</summary>
    public const double SlowestBody = 240;

    // Beside the streams: ordinary requests are short, and a browser opens six.
    private const int OtherConnections = 256;

    public static void Limit(this KestrelServerOptions kestrel, ServerSettings settings)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxRequestLineSize = 8 << 10;
        limits.MaxRequestHeadersTotalSize = 32 << 10;
        limits.MaxRequestHeaderCount = 100;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(120);
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBody, TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = settings.MaxStreams + OtherConnections;
    }

    /// <summary>A machine that vanished without a word is noticed by the kernel, on every connection, after about a minute.</summary>
    public static void NoticeTheVanished(Socket listener)
    {
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    /// <summary>A client that does not answer pings for so long is gone, or has stopped reading.</summary>
    public static WebSocketOptions Pings(ServerSettings settings)
    {
        var every = TimeSpan.FromSeconds(Math.Min(20, settings.StreamSilence.TotalSeconds / 3));
        return new WebSocketOptions
        {
            KeepAliveInterval = every,
            KeepAliveTimeout = settings.StreamSilence - every,
        };
    }
}
