using Dapper;
using Forge.Core.Domain.Access;
using Forge.Core.Store;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Store;

/// <summary>What an older Forge left is taken over as it is.</summary>
public sealed class OldSchemaTests : IDisposable
{
    private static readonly Guid Project = Guid.NewGuid();
    private static readonly Guid Attempt = Guid.NewGuid();
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_of_schema_1_gets_tokens_and_keeps_its_rows()
    {
        MakeSchema1();
        using var db = new Database(
            new SqliteFile(_folder.At("forge.db")),
            TimeProvider.System,
            _folder.At("backups")
        );
        db.Read(d => ProjectRows.Find(d, Project))!.Name.ShouldBe("old");
        db.Read(d => TokenRows.All(d, revoked: true)).ShouldBeEmpty();
        var grant = new AccessGrant
        {
            Id = Guid.NewGuid(),
            Name = "n",
            Role = Role.Agent,
            AttemptId = Attempt,
            CreatedAt = db.Now,
        };
        await db.WriteAsync(w => TokenRows.Insert(w, grant, "hash"), default);
        db.Read(TokenRows.Live).ShouldBe([("hash", grant)]);
        var backup = Directory.GetFiles(_folder.At("backups")).Single();
        Path.GetFileName(backup).ShouldStartWith("forge-schema1-");
        using var copy = new SqliteFile(backup).OpenReader();
        Migrations.Version(copy).ShouldBe(1);
        copy.ExecuteScalar<string>("SELECT name FROM projects").ShouldBe("old");
    }

    [Fact]
    public void The_way_back_to_schema_1_takes_only_what_came_after()
    {
        MakeSchema1();
        using var db = new SqliteFile(_folder.At("forge.db")).OpenWriter();
        Migrations.Apply(db, TimeProvider.System, _folder.At("backups"), SqliteFile.BackUp);
        Migrations.Version(db).ShouldBe(Migrations.Newest);
        Migrations.Revert(db, 1, TimeProvider.System);
        Migrations.Version(db).ShouldBe(1);
        db.ExecuteScalar<string>("SELECT name FROM projects").ShouldBe("old");
        db.Query<string>("SELECT name FROM sqlite_master WHERE name IN ('tokens', 'refusals')")
            .ShouldBeEmpty();
    }

    private void MakeSchema1()
    {
        ColumnTypes.Register();
        using var db = new SqliteFile(_folder.At("forge.db")).OpenWriter();
        Migrations.Version(db).ShouldBe(0);
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream(
            "Forge.Core.Store.Migrations.0001_start.up.sqlite.sql"
        )!;
        using var script = new StreamReader(stream);
        db.Execute(script.ReadToEnd());
        db.Execute("INSERT INTO schema_version (version, changed_at) VALUES (1, 0)");
        db.Execute(
            """
            INSERT INTO projects (id, name, git_repo_path, created_at, updated_at) VALUES (@Project, 'old', '/r', 0, 0);
            INSERT INTO tasks (id, project_id, title, status, created_at, updated_at)
                VALUES (@Project, @Project, 't', 'todo', 0, 0);
            INSERT INTO attempts (id, task_id, branch, target_branch, executor, worktree, stage, created_at, updated_at)
                VALUES (@Attempt, @Project, 'b', 'main', 'SHELL', '/w', 'ready', 0, 0);
            """,
            new { Project, Attempt }
        );
    }
}
