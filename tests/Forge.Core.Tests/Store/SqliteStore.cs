using Dapper;
using Forge.Core.Store;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Store;

public sealed class SqliteStore : StoreCompliance
{
    private protected override Database Open(TempFolder folder) =>
        new(new SqliteFile(folder.At("forge.db")), TimeProvider.System, folder.At("backups"));

    [Fact]
    public void Down_is_the_way_back_and_a_backup_is_a_whole_database()
    {
        using var db = new SqliteFile(Folder.At("other.db")).OpenWriter();
        Migrations.Apply(db, TimeProvider.System, Folder.At("backups"), SqliteFile.BackUp);
        Migrations.Revert(db, 0, TimeProvider.System);
        db.Query<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            .ShouldBe(["schema_version"]);
        Migrations.Apply(db, TimeProvider.System, Folder.At("backups"), SqliteFile.BackUp);
        Migrations.Version(db).ShouldBe(Migrations.Newest);
        Directory.Exists(Folder.At("backups")).ShouldBeFalse("nothing was there to lose");
        SqliteFile.BackUp(db, Folder.At("copy.db"));
        using var copy = new SqliteFile(Folder.At("copy.db")).OpenReader();
        Migrations.Version(copy).ShouldBe(Migrations.Newest);
    }

    [Fact]
    public void The_library_is_the_newest_to_be_had()
    {
        Version
            .Parse(SqliteFile.LibraryVersion)
            .ShouldBeGreaterThanOrEqualTo(new Version(3, 35, 5));
    }
}
