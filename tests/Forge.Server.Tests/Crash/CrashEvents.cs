using Forge.Server.Tests.Streams;

namespace Forge.Server.Tests.Crash;

/// <summary>A client that follows the events over all restarts: it sees each once, in its order.</summary>
internal sealed class CrashEvents(CrashGround ground)
{
    // Those of attempts and projects have no place on this wire.
    private const string OnTheWire = "(kind LIKE 'Task%' OR kind LIKE 'Process%')";

    // What became of a row that is gone by now is not told any more, but that it is gone.
    private const string Told =
        "(kind = 'TaskDeleted' OR (kind LIKE 'Task%' AND task_id IN (SELECT id FROM tasks)) "
        + "OR (kind LIKE 'Process%' AND process_id IN (SELECT id FROM processes)))";

    private readonly EventReader _reader = new();
    private readonly CancellationTokenSource _over = new();
    private Task _reading = Task.CompletedTask;

    public int Count => _reader.Ids.Count;

    /// <summary>After each start of the server.</summary>
    public async Task FollowAsync()
    {
        await _reading;
        _reading = _reader.ReadAsync(ground.Server, () => false, _over.Token);
    }

    public async Task CheckAsync()
    {
        var told = Rows(Told);
        await CrashGround.UntilAsync(() => _reader.Ids.LastOrDefault() >= told.LastOrDefault());
        // A row may go while it is being told: first what was seen, then what there is.
        var seen = _reader.Ids.ToList();
        told.Where(id => id <= seen.LastOrDefault())
            .Except(seen)
            .ShouldBeEmpty("events that were lost");
        seen.Except(Rows(OnTheWire)).ShouldBeEmpty("events that never were");
        seen.Zip(seen.Skip(1))
            .ShouldAllBe(pair => pair.First < pair.Second, "events in disorder, or doubled");
    }

    /// <summary>A new client is told the same from the start.</summary>
    public async Task CheckWholeAsync()
    {
        await CheckAsync();
        var rows = Rows(Told);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var whole = new EventReader();
        await whole.ReadAsync(
            ground.Server,
            () => whole.Ids.LastOrDefault() == rows[^1],
            limit.Token
        );
        whole.Ids.ShouldBe(rows, "what a new client is told");
        await _over.CancelAsync();
        await _reading;
    }

    private List<long> Rows(string which) =>
        ground.Query<long>($"SELECT seq FROM events WHERE {which} ORDER BY seq");
}
