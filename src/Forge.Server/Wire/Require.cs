using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;

namespace Forge.Server.Wire;

/// <summary>Rows by id, or a 404 that names what is missing.</summary>
internal static class Require
{
    public static Project Project(this Database database, Guid id) =>
        database.Read(db => ProjectRows.Find(db, id)) ?? throw Missing(database, "project", id);

    public static WorkTask Task(this Database database, Guid id) =>
        database.Read(db => TaskRows.Find(db, id)) ?? throw Missing(database, "task", id);

    public static Attempt Attempt(this Database database, Guid id) =>
        database.Read(db => AttemptRows.Find(db, id)) ?? throw Missing(database, "attempt", id);

    public static ExecutionProcess Process(this Database database, Guid id) =>
        database.Read(db => ProcessRows.Find(db, id)) ?? throw Missing(database, "process", id);

    // An id of another kind is the usual mistake: a task's where its attempt's is asked for.
    private static RuleBroken Missing(Database database, string kind, Guid id)
    {
        var other = database.Read(db =>
            ProjectRows.Find(db, id) is not null ? "project"
            : TaskRows.Find(db, id) is not null ? "task"
            : AttemptRows.Find(db, id) is not null ? "attempt"
            : ProcessRows.Find(db, id) is not null ? "process"
            : null
        );
        return RuleBroken.NotFound(
            other is null
                ? $"There is no {kind} {id}"
                : $"There is no {kind} {id}: that is the id of a {other}".Replace(
                    "a attempt",
                    "an attempt",
                    StringComparison.Ordinal
                )
        );
    }
}
