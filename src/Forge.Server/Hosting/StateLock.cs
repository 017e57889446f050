using Forge.Core.Domain;
using Forge.Core.Platform;
using Forge.Core.Running;

namespace Forge.Server.Hosting;

/// <summary>One server a state directory. The lock is the kernel's: it goes with the process, however that ends.</summary>
internal sealed class StateLock : IDisposable
{
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
                $"The state directory {state.Root} cannot be written: {error.Message}"
            );
        }
        catch (IOException error) when (File.Exists(state.Lock))
        {
            throw new StartRefused(
                $"Another Forge server uses {state.Root} ({error.Message}) "
                    + "Stop it with `forge stop-server`, or set FORGE_HOME to another directory."
            );
        }
        catch (IOException error)
        {
            throw new StartRefused(
                $"The state directory {state.Root} cannot be used: {error.Message}"
            );
        }
    }

    public void Dispose() => _file.Dispose();
}
