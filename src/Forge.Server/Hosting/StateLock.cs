using System.Text.Json;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Platform;
using Forge.Core.Running;

namespace Forge.Server.Hosting;

/// <summary>One server a state directory. The lock is the kernel's: it goes with the process, however that ends.</summary>
internal sealed class StateLock : IDisposable
{
    /// <summary>What the kernel answers who asks for a lock that another process has.</summary>
    private const int WouldBlock = 11;
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <exception cref="StartRefused">Another server owns the directory, or it cannot be written.</exception>
    public static StateLock Take(StateFolder state)
    {
        try
        {
            Files.CreatePrivateDirectory(state.Root);
            return new StateLock(
                new FileStream(
                    state.Lock,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                )
            );
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StartRefused(
                $"The state directory {state.Root} cannot be written: {error.Message} "
                    + "Give Forge's user the right to, or set FORGE_HOME to another directory."
            );
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new StartRefused(
                $"Another Forge server uses {state.Root}{Who(state)}. "
                    + "Stop it with `forge stop-server`, or set FORGE_HOME to another directory."
            );
        }
        catch (IOException error)
        {
            throw new StartRefused(
                $"The state directory {state.Root} cannot be used: {error.Message} "
                    + "Put that right, or set FORGE_HOME to another directory."
            );
        }
    }

    // It may be starting or ending just now: then its address is not there, or not its own.
    private static string Who(StateFolder state)
    {
        try
        {
            var address = JsonSerializer.Deserialize(
                File.ReadAllBytes(state.Address),
                ForgeJson.Wire.ServerAddress
            );
            return address is not null && Directory.Exists($"/proc/{address.Pid}")
                ? $": process {address.Pid} at {address.Url}"
                : "";
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return "";
        }
    }

    public void Dispose() => _file.Dispose();
}
