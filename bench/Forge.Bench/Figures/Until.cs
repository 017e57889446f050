using Forge.Bench.Machine;
using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>Waiting for what a server does after its answer. Times are taken where things happen, not from this polling.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The agent's first act in the run of this title.</summary>
    public static async Task<Stamp> StartedAsync(
        LiveServer server,
        string title,
        CancellationToken ct
    )
    {
        Stamp? stamp = null;
        await TrueAsync(
            () => (stamp = Find(server.Ground.ReadStamps(), title)) is not null,
            $"no agent started for {title}",
            ct
        );
        return stamp!;
    }

    /// <summary>The agent's run, once there is one.</summary>
    public static async Task<AgentRun> RunAsync(
        LiveServer server,
        Guid attempt,
        CancellationToken ct
    )
    {
        AgentRun? run = null;
        await TrueAsync(
            async () => (run = await server.Wire.AgentRunAsync(attempt, ct)) is not null,
            "no execution process appeared",
            ct
        );
        return run!;
    }

    public static async Task<AgentRun> EndedAsync(
        LiveServer server,
        Guid attempt,
        CancellationToken ct
    )
    {
        AgentRun? run = null;
        await TrueAsync(
            async () => (run = await server.Wire.AgentRunAsync(attempt, ct)) is { HasEnded: true },
            "the run did not end",
            ct
        );
        return run!;
    }

    public static Task TrueAsync(Func<bool> holds, string otherwise, CancellationToken ct) =>
        TrueAsync(() => Task.FromResult(holds()), otherwise, ct);

    public static async Task TrueAsync(
        Func<Task<bool>> holds,
        string otherwise,
        CancellationToken ct
    )
    {
        var began = WallClock.Now;
        while (!await holds())
        {
            if (WallClock.MillisecondsSince(began) > Patience.TotalMilliseconds)
                throw new MeasureFailed($"{otherwise} within {Patience.TotalSeconds} s");
            await WallClock.PauseAsync(15, ct);
        }
    }

    /// <summary>A worktree's name ends with the title's slug.</summary>
    public static Stamp? Find(IEnumerable<Stamp> stamps, string title) =>
        stamps.FirstOrDefault(s => s.Place.EndsWith($"-{title}", StringComparison.Ordinal));
}
