using System.Data.Common;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>
/// Does, and takes back, what a first attempt does with the database. The first use of each statement makes code for it,
/// which costs more than all the rest of a request; here nobody waits for it.
/// </summary>
internal sealed class Warming(Database database)
{
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await database.WriteAsync(Rehearse, ct).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TakenBack or DbException or IOException)
        {
            // As meant: nothing of it was written. On a disk without room the first attempt will say so itself.
        }
    }

    private static void Rehearse(Writing w)
    {
        var project = new Project
        {
            Id = Guid.NewGuid(),
            Name = "",
            GitRepoPath = $"/{Guid.NewGuid()}",
        };
        var task = new WorkTask
        {
            Id = Guid.NewGuid(),
            ProjectId = project.Id,
            Title = "",
        };
        ProjectRows.Insert(w, project);
        ProjectRows.Find(w.Db, project.Id);
        TaskRows.Insert(w, task);
        Attempt(w, task);
        TaskRows.SetStatus(w, task.Id, WorkTaskStatus.InProgress);
        TaskRows.Touch(w, task.Id);
        TaskSummaryRows.Find(w.Db, task.Id);
        throw new TakenBack();
    }

    private static void Attempt(Writing w, WorkTask task)
    {
        var attempt = new Attempt
        {
            Id = Guid.NewGuid(),
            TaskId = task.Id,
            Branch = "",
            TargetBranch = "",
            Executor = "",
            Worktree = $"/{Guid.NewGuid()}",
        };
        AttemptRows.BranchTaken(w.Db, task.ProjectId, "");
        AttemptRows.PortBlocks(w.Db);
        AttemptRows.Insert(w, attempt);
        AttemptRows.Change(w, attempt.Id, a => a with { Stage = AttemptStage.Ready });
        var process = NewRows.Waiting(
            attempt.Id,
            ExecutorAction.Initial("", attempt.Executor, null),
            w.Now
        );
        ProcessRows.Insert(w, process);
        ProcessRows.OfAttempt(w.Db, attempt.Id, dropped: false);
        var session = new AgentSession
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            Executor = "",
            Options = "{}",
            Open = true,
        };
        SessionRows.Insert(w, session);
        var message = new SentMessage
        {
            SessionId = session.Id,
            Bytes = [],
            Key = "",
        };
        TokenRows.Insert(w, Tokens.ForSession(session).Grant, "");
        TokenRows.Live(w.Db);
        SessionRows.AddMessage(w, message);
        SessionRows.Messages(w.Db, session.Id);
        ProcessRows.Change(w, process.Id, p => p with { SessionId = session.Id });
        ProcessRows.OfSession(w.Db, session.Id);
        SessionRows.Find(w.Db, session.Id);
    }

    private sealed class TakenBack : Exception;
}
