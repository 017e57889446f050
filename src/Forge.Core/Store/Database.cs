using System.Data.Common;
using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Events;

namespace Forge.Core.Store;

/// <summary>
/// Rows and events. Reads run side by side; writes run one after the other, each with its events, and what comes at
/// once shares a transaction (<see cref="WriteQueue"/>). After a commit the feed's bell is rung.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly DbConnection _writer;
    private readonly WriteQueue _writes;

    public Database(SqliteFile file, TimeProvider time, string backups)
    {
        ColumnTypes.Register();
        _file = file;
        _time = time;
        try
        {
            _writer = file.OpenWriter();
            Migrations.Apply(_writer, time, backups, SqliteFile.BackUp);
        }
        catch (DbException error) when (SqliteFile.IsDamage(error))
        {
            throw new StartRefused(
                $"The database {file.Path} is damaged ({error.Message}). Move it away with its -wal and -shm files, then "
                    + $"restore a backup (yours, or one from {backups}), or what `sqlite3 {file.Path} .recover` still reads. "
                    + "Branches and snapshots are in your repositories, untouched."
            );
        }
        Feed = new Feed(this);
        _writes = new WriteQueue(_writer, () => Now, Feed.Bell.Ring);
    }

    public Feed Feed { get; }

    public DateTimeOffset Now => Micros(_time.GetUtcNow());

    /// <summary>Several reads inside one call see one state.</summary>
    public T Read<T>(Func<DbConnection, T> read)
    {
        using var connection = _file.OpenReader();
        using var transaction = SqliteFile.BeginRead(connection);
        return read(connection);
    }

    /// <summary>All of it happens, with its events, or nothing; what is answered is on the disk.</summary>
    public Task<T> WriteAsync<T>(Func<Writing, T> write, CancellationToken ct) =>
        _writes.RunAsync(write, ct);

    public Task WriteAsync(Action<Writing> write, CancellationToken ct) =>
        WriteAsync(
            writing =>
            {
                write(writing);
                return true;
            },
            ct
        );

    public void Dispose() => _writer.Dispose();

    // The database keeps microseconds; a value that is answered must be the value that is read again.
    private static DateTimeOffset Micros(DateTimeOffset time) =>
        new(time.Ticks - time.Ticks % 10, TimeSpan.Zero);
}

/// <summary>One write transaction: the connection, the server's time, and the events that belong to the rows.</summary>
internal sealed class Writing(DbConnection db, DateTimeOffset now)
{
    public DbConnection Db { get; } = db;
    public DateTimeOffset Now { get; } = now;
    public bool Emitted { get; private set; }

    public void Emit(
        EventKind kind,
        Guid? project = null,
        Guid? task = null,
        Guid? attempt = null,
        Guid? process = null,
        Guid? plan = null
    )
    {
        Emitted = true;
        Db.Execute(
            """
            INSERT INTO events (at, kind, project_id, task_id, attempt_id, process_id, plan_id)
            VALUES (@at, @kind, @project, @task, @attempt, @process, @plan)
            """,
            new
            {
                at = Now,
                kind = kind.ToString(),
                project,
                task,
                attempt,
                process,
                plan,
            }
        );
    }
}
