using System.Net;
using System.Net.Sockets;

namespace Forge.Core.Running;

/// <summary>Blocks of ten ports, so that dev servers and databases of parallel attempts do not meet.</summary>
internal static class PortBlocks
{
    public const int Size = 10;
    private const int Last = 60_000;

    /// <summary>The first block that is neither leased nor in use; null when there is none.</summary>
    public static int? Find(int from, IReadOnlySet<int> leased, Func<int, bool> free)
    {
        for (var first = from; first + Size <= Last; first += Size)
            if (!leased.Contains(first) && Enumerable.Range(first, Size).All(free))
                return first;
        return null;
    }

    /// <summary>True when nothing listens on the port of this machine now.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
