using System.Data.Common;
using Dapper;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Projects;

namespace Forge.Core.Store;

internal static class ProjectRows
{
    public static IReadOnlyList<Project> All(DbConnection db) =>
        db.Query<Project>("SELECT * FROM projects ORDER BY created_at DESC").AsList();

    public static Project? Find(DbConnection db, Guid id) =>
        db.QuerySingleOrDefault<Project>("SELECT * FROM projects WHERE id = @id", new { id });

    public static Project? FindByPath(DbConnection db, string path) =>
        db.QuerySingleOrDefault<Project>(
            "SELECT * FROM projects WHERE git_repo_path = @path",
            new { path }
        );

    public static void Insert(Writing w, Project project)
    {
        w.Db.Execute(
            """
            INSERT INTO projects (id, name, git_repo_path, setup_script, dev_script, cleanup_script, copy_files,
                default_base_branch, created_at, updated_at)
            VALUES (@Id, @Name, @GitRepoPath, @SetupScript, @DevScript, @CleanupScript, @CopyFiles,
                @DefaultBaseBranch, @CreatedAt, @UpdatedAt)
            """,
            project
        );
        w.Emit(EventKind.ProjectChanged, project.Id);
    }

    public static void Update(Writing w, Project project)
    {
        w.Db.Execute(
            """
            UPDATE projects SET name = @Name, git_repo_path = @GitRepoPath, setup_script = @SetupScript,
                dev_script = @DevScript, cleanup_script = @CleanupScript, copy_files = @CopyFiles,
                default_base_branch = @DefaultBaseBranch, updated_at = @UpdatedAt
            WHERE id = @Id
            """,
            project with
            {
                UpdatedAt = w.Now,
            }
        );
        w.Emit(EventKind.ProjectChanged, project.Id);
    }

    public static void Delete(Writing w, Guid id)
    {
        foreach (
            var task in w
                .Db.Query<Guid>("SELECT id FROM tasks WHERE project_id = @id", new { id })
                .AsList()
        )
            TaskRows.Delete(w, task, id);
        w.Db.Execute("DELETE FROM projects WHERE id = @id", new { id });
        w.Emit(EventKind.ProjectDeleted, id);
    }
}
