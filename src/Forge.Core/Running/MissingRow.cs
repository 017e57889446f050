using Forge.Core.Domain;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>Says that there is no such thing; and what the id is of, where it is one of another kind, as happens most.</summary>
internal static class MissingRow
{
    public static RuleBroken Of(Database database, string kind, Guid id)
    {
        var other = database.Read(db =>
            ProjectRows.Find(db, id) is not null ? "a project"
            : TaskRows.Find(db, id) is not null ? "a task"
            : AttemptRows.Find(db, id) is not null ? "an attempt"
            : ProcessRows.Find(db, id) is not null ? "a process"
            : null
        );
        return RuleBroken.NotFound(
            $"There is no {kind} {id}" + (other is null ? "" : $": that is the id of {other}")
        );
    }
}
