using System.Data.Common;
using Dapper;

namespace Forge.Core.Store;

/// <summary>
/// The one writer. Each write is a transaction of its own as far as its asker can see; but those that come while another
/// one is being brought to the disk share the next transaction, and so the next sync, which is what writing costs.
/// A write that fails takes back only what it did itself. Nobody is answered before all of it is on the disk.
/// </summary>
/// <param name="ring">Called after each transaction that wrote events, before anybody is answered.</param>
internal sealed class WriteQueue(DbConnection writer, Func<DateTimeOffset> now, Action ring)
{
    private const int MostTogether = 64;

    private readonly Lock _lock = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private bool _busy;

    /// <summary>A write that waits can be given up; one that has begun goes to its end.</summary>
    public Task<T> RunAsync<T>(Func<Writing, T> write, CancellationToken ct)
    {
        var pending = new PendingWrite<T>(write, ct);
        lock (_lock)
        {
            _waiting.Enqueue(pending);
            if (_busy)
                return pending.Answer;
            _busy = true;
        }
        // The first comer writes on its own thread; whoever came meanwhile must not keep it from its answer.
        RunNext();
        return pending.Answer;
    }

    private void RunNext()
    {
        List<PendingWrite> together = [];
        lock (_lock)
            while (together.Count < MostTogether && _waiting.TryDequeue(out var next))
                if (next.TryBegin())
                    together.Add(next);
        if (together.Count > 0)
            Write(together);
        lock (_lock)
        {
            _busy = _waiting.Count > 0;
            if (!_busy)
                return;
        }
        ThreadPool.UnsafeQueueUserWorkItem(queue => queue.RunNext(), this, preferLocal: false);
    }

    private void Write(List<PendingWrite> together)
    {
        try
        {
            var emitted = Transact(together);
            if (emitted)
                ring();
        }
#pragma warning disable CA1031 // Whoever asked gets what went wrong; this queue goes on with the next.
        catch (Exception error)
        {
            foreach (var one in together)
                one.Fail(error);
            return;
        }
#pragma warning restore CA1031
        foreach (var one in together)
            one.Succeed();
    }

    private bool Transact(List<PendingWrite> together) =>
        SqliteFile.Transact(
            writer,
            () =>
            {
                var writing = new Writing(writer, now());
                if (together.Count == 1)
                    together[0].Run(writing);
                else
                    foreach (var one in together)
                        RunApart(one, writing);
                return writing.Emitted;
            }
        );

    private void RunApart(PendingWrite one, Writing writing)
    {
        writer.Execute("SAVEPOINT one");
        try
        {
            one.Run(writing);
        }
#pragma warning disable CA1031 // Only this one's asker is concerned, unless the transaction itself is gone: then the next line throws.
        catch (Exception error)
        {
            writer.Execute("ROLLBACK TO one");
            one.Fail(error);
        }
#pragma warning restore CA1031
        writer.Execute("RELEASE one");
    }
}
