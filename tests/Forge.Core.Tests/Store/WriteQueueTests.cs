using Dapper;
using Forge.Core.Domain.Events;
using Forge.Core.Store;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Store;

/// <summary>Writes that come at once share a transaction; nobody may notice.</summary>
public sealed class WriteQueueTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Database _database;

    public WriteQueueTests() =>
        _database = new Database(
            new SqliteFile(_folder.At("forge.db")),
            TimeProvider.System,
            _folder.At("backups")
        );

    [Fact]
    public async Task One_that_fails_takes_back_only_what_it_did()
    {
        using var first = new Held(_database);
        var writes = Enumerable
            .Range(0, 20)
            .Select(i =>
                _database.WriteAsync(
                    w =>
                    {
                        w.Emit(EventKind.TaskChanged, task: Id(i));
                        return i % 5 == 0 ? throw new InvalidOperationException($"no {i}") : i;
                    },
                    default
                )
            )
            .ToList();
        first.Release();

        for (var i = 0; i < writes.Count; i++)
            if (i % 5 == 0)
                (await Should.ThrowAsync<InvalidOperationException>(writes[i])).Message.ShouldBe(
                    $"no {i}"
                );
            else
                (await writes[i]).ShouldBe(i);
        Written().ShouldBe([.. Enumerable.Range(0, 20).Where(i => i % 5 != 0).Select(Id)]);
    }

    [Fact]
    public async Task What_waits_together_is_synced_together_and_seen_in_order()
    {
        using var first = new Held(_database);
        var writes = Enumerable
            .Range(0, 30)
            .Select(i =>
                _database.WriteAsync(
                    w =>
                    {
                        w.Emit(EventKind.TaskChanged, task: Id(i));
                        // There is one of these a transaction, and one sync.
                        return (w, Seen: w.Db.ExecuteScalar<long>("SELECT COUNT(*) FROM events"));
                    },
                    default
                )
            )
            .ToList();
        first.Release();

        var seen = await Task.WhenAll(writes);

        seen.Select(one => one.Seen).ShouldBe(Enumerable.Range(1, 30).Select(i => (long)i));
        seen.Select(one => one.w).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_is_given_up_while_it_waits_never_happens()
    {
        using var first = new Held(_database);
        using var giveUp = new CancellationTokenSource();
        var kept = _database.WriteAsync(w => w.Emit(EventKind.TaskChanged, task: Id(1)), default);
        var given = _database.WriteAsync(
            w => w.Emit(EventKind.TaskChanged, task: Id(2)),
            giveUp.Token
        );
        await giveUp.CancelAsync();
        first.Release();

        await Should.ThrowAsync<OperationCanceledException>(given);
        await kept;
        Written().ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Followers_are_rung_for_before_the_writer_is_answered()
    {
        var ticket = _database.Feed.Bell.Now;

        await _database.WriteAsync(w => w.Emit(EventKind.TaskChanged, task: Id(1)), default);

        ticket.Rung.IsCompleted.ShouldBeTrue();
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<Guid> Written() =>
        _database.Read(db => db.Query<Guid>("SELECT task_id FROM events ORDER BY seq").AsList());

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    /// <summary>Keeps the writer busy until it is released, as a slow disk does.</summary>
    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly Task _write;

        public Held(Database database)
        {
            using var begun = new ManualResetEventSlim();
            _write = Task.Factory.StartNew(
                () =>
                    database.WriteAsync(
                        _ =>
                        {
                            begun.Set();
                            _gate.Wait(TimeSpan.FromSeconds(30));
                        },
                        default
                    ),
                TaskCreationOptions.LongRunning
            );
            begun.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        }

        public void Release()
        {
            _gate.Set();
            _write.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        }

        public void Dispose() => _gate.Set();
    }
}
