using System.Globalization;
using Forge.Bench.Machine;

namespace Forge.Bench.Servers;

/// <summary>
/// A directory with everything that one server needs: HOME, state, repositories, the agents' stamps. When it goes, so does
/// every process that was started on it, found by the stamps' path in its environment.
/// </summary>
internal sealed class Ground : IDisposable
{
    // Beside the peer's worktrees, which lie below /var/tmp whatever it is told: both work on one disk.
    private const string Disk = "/var/tmp";
    private const string PeersWorktrees = "/var/tmp/automagik-forge/worktrees";
    private readonly string _agents;

    public Ground(string agents)
    {
        _agents = agents;
        Root = Directory
            .CreateDirectory(Path.Combine(Disk, $"forge-bench-{Guid.NewGuid():N}")[..31])
            .FullName;
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(State);
        File.WriteAllText(Stamps, "");
    }

    public string Root { get; }
    public string Home => Path.Combine(Root, "home");
    public string State => Path.Combine(Root, "state");
    public string Stamps => Path.Combine(Root, "stamps");
    public string Log => Path.Combine(Root, "server.log");

    /// <summary>The environment of everything that runs here.</summary>
    public Dictionary<string, string> Environment() =>
        new()
        {
            ["PATH"] = $"{_agents}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Home,
            ["LANG"] = "C.UTF-8",
            ["SHELL"] = "/bin/sh",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["BENCH_STAMPS"] = Stamps,
        };

    public async Task<string> GitAsync(
        string directory,
        CancellationToken ct,
        params string[] arguments
    ) =>
        (
            await Started.ToTheEndAsync(
                ["/usr/bin/env", "git", .. arguments],
                Environment(),
                directory,
                ct
            )
        ).Trim();

    /// <param name="script">For the shell, with one argument as <c>$0</c>.</param>
    public Task ShellAsync(
        string directory,
        string script,
        string argument,
        CancellationToken ct
    ) => Started.ToTheEndAsync(["/bin/sh", "-c", script, argument], Environment(), directory, ct);

    /// <summary>When, who and where of each agent that started, in their order.</summary>
    public IReadOnlyList<Stamp> ReadStamps() =>
        [
            .. from line in File.ReadAllLines(Stamps)
            let parts = line.Split(' ', 3)
            where parts.Length == 3
            select new Stamp(Number(parts[0]), (int)Number(parts[1]), parts[2]),
        ];

    public IEnumerable<int> Processes() =>
        Proc.All()
            .Where(pid =>
                pid != System.Environment.ProcessId
                && Proc.Environment(pid)
                    .Contains($"BENCH_STAMPS={Stamps}\0", StringComparison.Ordinal)
            );

    public void Dispose()
    {
        // Twice: one that was being started while the first list was made is in the second.
        for (var round = 0; round < 2; round++)
            foreach (var pid in Processes().ToList())
                Proc.Kill(pid);
        Remove(Root);
        if (Directory.Exists(PeersWorktrees))
            foreach (var tree in Directory.GetDirectories(PeersWorktrees).Where(IsOurs))
                Remove(tree);
    }

    // Another peer's trees lie there, too.
    private bool IsOurs(string tree)
    {
        var link = Path.Combine(tree, ".git");
        return File.Exists(link) && File.ReadAllText(link).Contains(Root, StringComparison.Ordinal);
    }

    // What a killed process was just writing may come between; then once more.
    private static void Remove(string path)
    {
        for (var attempt = 1; Directory.Exists(path); attempt++)
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (IOException) when (attempt < 5)
            {
                // Tried again.
            }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>An agent's first act.</summary>
/// <param name="At">Wall clock, nanoseconds since 1970.</param>
/// <param name="Place">Its working directory.</param>
internal sealed record Stamp(long At, int Pid, string Place);
