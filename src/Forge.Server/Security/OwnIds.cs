using Forge.Core.Store;

namespace Forge.Server.Security;

/// <summary>Whether an address speaks of an agent's own attempt. What does not exist is as foreign as another's.</summary>
internal static class OwnIds
{
    public static bool AreOf(Guid attempt, OwnId where, HttpRequest request, Database database) =>
        where switch
        {
            OwnId.Attempt => Routed(request) == attempt,
            OwnId.AttemptBehindMark => Id(Single(request, "task_attempt_id")) == attempt,
            OwnId.Process => Routed(request) is { } process
                && database.Read(db => ProcessRows.Find(db, process))?.AttemptId == attempt,
            OwnId.Task => Routed(request) is { } task
                && database.Read(db => AttemptRows.Find(db, attempt))?.TaskId == task,
            OwnId.WorktreeBehindMark => Single(request, "ref") is { Length: > 0 } path
                && database.Read(db => AttemptRows.Find(db, attempt))?.Worktree
                    == Path.TrimEndingDirectorySeparator(path),
            _ => false,
        };

    private static Guid? Routed(HttpRequest request) =>
        Id(request.RouteValues.TryGetValue("id", out var id) ? id?.ToString() : null);

    // One that stands twice would be looked at here and read differently there.
    private static string? Single(HttpRequest request, string name) =>
        request.Query[name] is [{ } only] ? only : null;

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
