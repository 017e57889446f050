using System.Data.Common;
using System.Globalization;
using Forge.Core.Domain;
using Forge.Core.Platform;

namespace Forge.Core.Store;

/// <summary>Numbered steps of the schema, up and down, as SQL files beside this one.</summary>
internal static class Migrations
{
    private const string Prefix = "Forge.Core.Store.Migrations.";

    public static int Newest => Numbers().Max();

    /// <summary>Brings the database up to this program; backs it up first when there is something to lose.</summary>
    /// <exception cref="StartRefused">The database is newer than this program.</exception>
    public static void Apply(
        DbConnection db,
        TimeProvider time,
        string backups,
        Action<DbConnection, string> backUp
    )
    {
        var version = Version(db);
        if (version > Newest)
            throw new StartRefused(
                $"The database has schema {version}, this program knows up to {Newest}: it was written by a newer Forge. "
                    + "Start that version, or restore a backup from "
                    + backups
                    + "."
            );
        if (version == Newest)
            return;
        if (version > 0)
            BackUp(db, time, backups, backUp, version);
        foreach (var number in Numbers().Where(n => n > version))
            Step(db, number, "up", number, time);
    }

    /// <summary>Takes the schema back to <paramref name="version"/> (an operator's way back to an older program).</summary>
    public static void Revert(DbConnection db, int version, TimeProvider time)
    {
        foreach (var number in Numbers().Where(n => n > version).OrderDescending())
            if (Version(db) >= number)
                Step(db, number, "down", number - 1, time);
    }

    public static int Version(DbConnection db)
    {
        PlainSql.Execute(
            db,
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, changed_at BIGINT NOT NULL)"
        );
        return (int)PlainSql.Number(db, "SELECT MAX(version) FROM schema_version");
    }

    private static void Step(DbConnection db, int number, string way, int after, TimeProvider time)
    {
        using var transaction = db.BeginTransaction();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        PlainSql.Execute(db, Sql(number, way), transaction);
        PlainSql.Execute(db, "DELETE FROM schema_version", transaction);
        PlainSql.Execute(
            db,
            string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO schema_version (version, changed_at) VALUES ({after}, {now})"
            ),
            transaction
        );
        transaction.Commit();
    }

    private static void BackUp(
        DbConnection db,
        TimeProvider time,
        string backups,
        Action<DbConnection, string> backUp,
        int version
    )
    {
        Directory.CreateDirectory(backups);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var path = Path.Combine(backups, $"forge-schema{version}-{stamp}.db");
        // A backup that a crash cut short must not look like one.
        backUp(db, path + ".part");
        Files.Sync(path + ".part");
        File.Move(path + ".part", path, overwrite: true);
        Files.Sync(backups);
    }

    private static string Sql(int number, string way)
    {
        var ending = $".{way}.{SqliteFile.Name}.sql";
        var name = Names()
            .Single(n => NumberOf(n) == number && n.EndsWith(ending, StringComparison.Ordinal));
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Names() =>
        typeof(Migrations)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Where(n => n.EndsWith($".{SqliteFile.Name}.sql", StringComparison.Ordinal));

    private static IEnumerable<int> Numbers() => Names().Select(NumberOf).Distinct().Order();

    private static int NumberOf(string name) =>
        int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture);
}
