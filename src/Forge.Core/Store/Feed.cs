using System.Data.Common;
using Dapper;
using Forge.Core.Domain.Events;
using Forge.Core.Streams;

namespace Forge.Core.Store;

/// <summary>All events, by position: the sequence number of the last one that was read.</summary>
internal sealed class Feed(Database database) : Tail<StoredEvent>
{
    private readonly Lock _reading = new();
    private IReadOnlyList<StoredEvent> _recent = [];

    public override Bell Bell { get; } = new();

    /// <summary>The position after the newest event.</summary>
    public long End() => database.Read(EndOf);

    /// <summary>The same inside a transaction that reads rows too: the rows and the position belong together.</summary>
    public static long EndOf(DbConnection db) =>
        db.ExecuteScalar<long?>("SELECT MAX(seq) FROM events") ?? 0;

    public override ValueTask<TailPage<StoredEvent>> ReadAsync(
        long position,
        int most,
        CancellationToken ct
    )
    {
        var items = Recent(position, most) ?? Load(position, most);
        var next = items.Count == 0 ? position : items[^1].Seq;
        return ValueTask.FromResult(new TailPage<StoredEvent>(items, next, Ended: false));
    }

    // Many followers ask for the same new events after each ring: the newest page is kept for all of them.
    private List<StoredEvent>? Recent(long position, int most)
    {
        var recent = Volatile.Read(ref _recent);
        if (recent.Count == 0 || recent[0].Seq > position + 1 || recent[^1].Seq <= position)
            return null;
        return recent.Where(e => e.Seq > position).Take(most).ToList();
    }

    private List<StoredEvent> Load(long position, int most)
    {
        lock (_reading)
        {
            var items = database.Read(db =>
                db.Query<StoredEvent>(
                    "SELECT * FROM events WHERE seq > @position ORDER BY seq LIMIT @most",
                    new { position, most }
                )
            );
            var list = items.AsList();
            if (list.Count > 0)
                Volatile.Write(ref _recent, list);
            return list;
        }
    }
}
