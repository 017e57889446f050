using Forge.Bench.Machine;

namespace Forge.Bench.Servers;

/// <summary>What a server takes of the machine with all that it started, its agents left out.</summary>
internal sealed class ServerLoad(int server, Ground ground, string agents)
{
    /// <summary>
    /// In MB: the server's resident memory, and of the other processes (shells, wrappers) their share, so that the pages
    /// which a hundred shells have in common count once.
    /// </summary>
    public double Memory => Proc.Resident(server) + Others().Sum(Proc.Proportional);

    public double OthersMemory => Others().Sum(Proc.Proportional);

    public int OthersCount => Others().Count();

    /// <summary>Processor time so far, in seconds.</summary>
    public double Cpu => Proc.CpuSeconds(server) + Others().Sum(Proc.CpuSeconds);

    public bool HasGit() => Others().Any(pid => Path.GetFileName(Proc.Program(pid)) == "git");

    /// <summary>Waits until neither git runs nor the processor is used, for the work behind an answer to be over.</summary>
    public async Task QuietAsync(CancellationToken ct)
    {
        for (var round = 0; round < 100; round++)
        {
            var before = Cpu;
            await WallClock.PauseAsync(200, ct);
            if (!HasGit() && Cpu - before < 0.03)
                return;
        }
    }

    // The agent is known by its program, under whatever name it was called.
    private IEnumerable<int> Others() =>
        ground.Processes().Where(pid => pid != server && !IsAgent(pid));

    private bool IsAgent(int pid) =>
        Proc.Executable(pid).StartsWith(agents + "/", StringComparison.Ordinal);
}
