using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Forge.Core.Store;

/// <summary>The SQLite dialect: how connections to the one database file are opened, and how it is backed up.</summary>
internal sealed class SqliteFile(string path)
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static readonly Lock Loading = new();
    private static bool _loaded;

    public string Path { get; } = path;

    /// <summary>Which migrations are this dialect's.</summary>
    public const string Name = "sqlite";

    /// <summary>The version of the library in use, e.g. <c>3.40.1</c>.</summary>
    public static string LibraryVersion
    {
        get
        {
            Load();
            return SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
        }
    }

    /// <summary>A connection from the pool; it cannot write.</summary>
    public DbConnection OpenReader() =>
        Open(SqliteOpenMode.ReadOnly, pooled: true, "PRAGMA busy_timeout=5000;");

    /// <summary>All reads of the transaction see one state, and it keeps nobody from writing.</summary>
    public static DbTransaction BeginRead(DbConnection reader) =>
        ((SqliteConnection)reader).BeginTransaction(deferred: true);

    // FULL: what was answered must survive a power cut; the write-ahead log needs one sync a commit for it.
    public DbConnection OpenWriter() =>
        Open(
            SqliteOpenMode.ReadWriteCreate,
            pooled: false,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA wal_autocheckpoint=2000;"
        );

    /// <summary>
    /// One write transaction. It is begun and ended in SQL: where a commit fails, as on a full disk, SQLite rolls back by
    /// itself, and the library's own transaction could then be neither ended nor followed by another one.
    /// </summary>
    public static T Transact<T>(DbConnection writer, Func<T> act)
    {
        PlainSql.Execute(writer, "BEGIN IMMEDIATE");
        try
        {
            var result = act();
            PlainSql.Execute(writer, "COMMIT");
            return result;
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(((SqliteConnection)writer).Handle) == 0)
                PlainSql.Execute(writer, "ROLLBACK");
            throw;
        }
    }

    /// <summary>A whole, consistent copy of the database, also while it is in use.</summary>
    public static void BackUp(DbConnection from, string to)
    {
        using var copy = new SqliteConnection($"Data Source={to};Pooling=False");
        copy.Open();
        ((SqliteConnection)from).BackupDatabase(copy);
    }

    /// <summary>True when the file holds something else than what was written to it.</summary>
    public static bool IsDamage(DbException error) =>
        error is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>A row was to belong to one that is not there: it was deleted in the moment before.</summary>
    public static bool BelongsToNothing(DbException error) =>
        error
            is SqliteException
            {
                SqliteExtendedErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT_FOREIGNKEY
            };

    private SqliteConnection Open(SqliteOpenMode mode, bool pooled, string pragmas)
    {
        Load();
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            ForeignKeys = true,
            Mode = mode,
            Pooling = pooled,
        };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        PlainSql.Execute(connection, pragmas);
        return connection;
    }

    // The system's library is preferred where it is newer than the bundled 3.35.5: it gets security updates.
    private static void Load()
    {
        lock (Loading)
        {
            if (_loaded)
                return;
            _loaded = true;
            NativeLibrary.SetDllImportResolver(
                typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
                PreferSystem
            );
            SQLitePCL.Batteries_V2.Init();
        }
    }

    private static IntPtr PreferSystem(
        string name,
        Assembly assembly,
        DllImportSearchPath? search
    ) =>
        name == "e_sqlite3"
        && NativeLibrary.TryLoad("libsqlite3.so.0", out var system)
        && IsNewer(system)
            ? system
            : IntPtr.Zero;

    private static unsafe bool IsNewer(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var number)
        && ((delegate* unmanaged<int>)number)() > 3_035_005;
}
