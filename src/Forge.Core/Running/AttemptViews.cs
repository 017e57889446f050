using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>An attempt with what it belongs to.</summary>
internal sealed record AttemptInPlace(Attempt Attempt, WorkTask Task, Project Project);

internal static class AttemptViews
{
    /// <exception cref="RuleBroken">There is no such attempt.</exception>
    public static AttemptInPlace Require(this Database database, Guid id) =>
        database.Read(db =>
        {
            if (AttemptRows.Find(db, id) is not { } attempt)
                return null;
            var task = TaskRows.Find(db, attempt.TaskId)!;
            return new AttemptInPlace(attempt, task, ProjectRows.Find(db, task.ProjectId)!);
        }) ?? throw MissingRow.Of(database, "attempt", id);
}
