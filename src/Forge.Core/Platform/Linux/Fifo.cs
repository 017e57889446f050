#pragma warning disable CA1416 // Forge runs on Unix; a Windows user runs it inside WSL.
using System.Runtime.InteropServices;

namespace Forge.Core.Platform.Linux;

/// <summary>A doorbell between processes: one newline in a FIFO means "look".</summary>
internal static class Fifo
{
    /// <summary>Makes one that only the user can open.</summary>
    public static void Make(string path)
    {
        if (LibC.MakeFifo(path, (uint)Files.Private) != 0)
            throw LibC.Failure($"mkfifo {path}");
    }

    /// <summary>
    /// Rings once; false when there is no FIFO. Never blocks: opened for reading and writing, an open needs no reader at
    /// the other end, and a FIFO that is full of rings nobody read needs no further one.
    /// </summary>
    public static bool Ring(string path)
    {
        var descriptor = LibC.Open(path, LibC.ReadWrite | LibC.NonBlocking | LibC.CloseOnExec);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() == 2 ? false : throw LibC.Failure($"open {path}");
        try
        {
            if (
                LibC.Write(descriptor, "\n"u8, 1) != 1
                && Marshal.GetLastPInvokeError() != LibC.TryAgain
            )
                throw LibC.Failure($"ring {path}");
            return true;
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }
}
