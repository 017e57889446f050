using System.Threading.Channels;
using Forge.Api;
using Forge.Cli.Servers;

namespace Forge.Cli.Plans;

/// <summary>Shows a plan as it goes on, until it is over. The screen is one loop's; what listens to the server sends to it.</summary>
internal sealed class LivePlan(Surroundings here, Reconnecting server)
{
    /// <summary>Nobody reads faster; changes that come together are drawn once.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Ages grow, and windows are resized, while nothing else happens.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <returns>The plan at its end.</returns>
    public async Task<PlanStatus> ShowAsync(string plan, IPlanScreen screen, CancellationToken ct)
    {
        var changes = Channel.CreateBounded<PlanStatus>(64);
        var watch = WatchAsync(plan, changes.Writer, ct);
        PlanStatus? now = null;
        try
        {
            while (await NextAsync(changes.Reader, ct).ConfigureAwait(false))
            {
                while (changes.Reader.TryRead(out var change))
                    now = change;
                if (now is not null)
                    screen.Draw(now);
            }
            return await watch.ConfigureAwait(false);
        }
        finally
        {
            screen.Close();
        }
    }

    /// <summary>True: something changed, or time went on. False: nothing more will come.</summary>
    private async Task<bool> NextAsync(ChannelReader<PlanStatus> changes, CancellationToken ct)
    {
        var change = changes.WaitToReadAsync(ct).AsTask();
        var tick = Task.Delay(Tick, here.Time, ct);
        if (await Task.WhenAny(change, tick).ConfigureAwait(false) != change)
        {
            ct.ThrowIfCancellationRequested();
            return true;
        }
        if (!await change.ConfigureAwait(false))
            return false;
        await Task.Delay(Pause, here.Time, ct).ConfigureAwait(false);
        return true;
    }

    private async Task<PlanStatus> WatchAsync(
        string plan,
        ChannelWriter<PlanStatus> changes,
        CancellationToken ct
    )
    {
        try
        {
            return await server
                .RunAsync((client, inner) => FollowAsync(client, plan, changes, inner), null, ct)
                .ConfigureAwait(false);
        }
        finally
        {
            changes.Complete();
        }
    }

    private static async Task<PlanStatus> FollowAsync(
        ForgeClient client,
        string plan,
        ChannelWriter<PlanStatus> changes,
        CancellationToken ct
    )
    {
        var watch = new PlanWatch();
        await foreach (var operation in client.FollowPlanAsync(plan, ct).ConfigureAwait(false))
        {
            if (watch.Apply(operation) is not { } now)
                continue;
            await changes.WriteAsync(now, ct).ConfigureAwait(false);
            if (PlanStates.IsOver(now.State))
                return now;
        }
        throw new ForgeUnreachable(
            client.Address,
            new IOException("the stream of the plan ended before the plan")
        );
    }
}
