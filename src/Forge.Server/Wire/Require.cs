using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Running;
using Forge.Core.Store;

namespace Forge.Server.Wire;

/// <summary>Rows by id, or a 404 that names what is missing.</summary>
internal static class Require
{
    public static Project Project(this Database database, Guid id) =>
        database.Read(db => ProjectRows.Find(db, id))
        ?? throw MissingRow.Of(database, "project", id);

    public static WorkTask Task(this Database database, Guid id) =>
        database.Read(db => TaskRows.Find(db, id)) ?? throw MissingRow.Of(database, "task", id);

    public static Attempt Attempt(this Database database, Guid id) =>
        database.Read(db => AttemptRows.Find(db, id))
        ?? throw MissingRow.Of(database, "attempt", id);

    public static ExecutionProcess Process(this Database database, Guid id) =>
        database.Read(db => ProcessRows.Find(db, id))
        ?? throw MissingRow.Of(database, "process", id);
}
