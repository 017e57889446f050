using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>What a person says to an agent after its first prompt.</summary>
internal sealed class FollowUps(RunningParts parts, AttemptRuns runs)
{
    /// <summary>
    /// The next turn: into the living agent, or with its conversation resumed. While the agent is busy it waits; with
    /// <paramref name="steer"/> an agent that can is told at once, and the running process is returned.
    /// </summary>
    public Task<ExecutionProcess> SendAsync(
        Guid attempt,
        string? prompt,
        string? variant,
        bool steer,
        CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw RuleBroken.Invalid("prompt: say what the agent should do");
        var run = runs.For(attempt);
        return run.AskAsync(
            async stopping =>
            {
                if (
                    steer
                    && await SteerAsync(run, prompt, stopping).ConfigureAwait(false) is { } steered
                )
                    return steered;
                var process = await parts
                    .Database.WriteAsync(w => Insert(w, attempt, prompt, variant), stopping)
                    .ConfigureAwait(false);
                run.Poke();
                return process;
            },
            ct
        );
    }

    /// <summary>Starts the project's dev server in the worktree; one that runs already is left alone.</summary>
    public Task<ExecutionProcess> StartDevServerAsync(
        Attempt attempt,
        Project project,
        CancellationToken ct
    )
    {
        if (string.IsNullOrWhiteSpace(project.DevScript))
            throw RuleBroken.Invalid(
                "The project has no dev_script. Set one in the project's settings."
            );
        var run = runs.For(attempt.Id);
        return run.AskAsync(
            async stopping =>
            {
                var process = await parts
                    .Database.WriteAsync(w => InsertServer(w, attempt, project.DevScript), stopping)
                    .ConfigureAwait(false);
                run.Poke();
                return process;
            },
            ct
        );
    }

    /// <summary>Makes the row of a next turn; the caller pokes the attempt.</summary>
    internal ExecutionProcess Insert(Writing w, Guid id, string prompt, string? variant)
    {
        var attempt =
            AttemptRows.Find(w.Db, id) ?? throw RuleBroken.NotFound($"There is no attempt {id}");
        Insist(attempt);
        var task = TaskRows.Find(w.Db, attempt.TaskId)!;
        var project = ProjectRows.Find(w.Db, task.ProjectId)!;
        parts.Profiles.Current.Resolve(attempt.Executor, variant ?? attempt.Variant, attempt.Model);
        var conversation = SessionRows.Conversation(w.Db, id) ?? "";
        var agent = ExecutorAction.FollowUp(
            prompt,
            conversation,
            attempt.Executor,
            variant ?? attempt.Variant
        );
        var process = NewRows.Waiting(
            id,
            AttemptStart.WithScripts(project, agent, setup: false),
            ProcessRows.Later(w, id)
        );
        ProcessRows.Insert(w, process);
        TaskRows.SetStatus(w, task.Id, TaskDecisions.WhenWorkStarts(task.Status));
        TaskRows.Touch(w, task.Id);
        return process;
    }

    private static ExecutionProcess InsertServer(Writing w, Attempt attempt, string script)
    {
        Insist(attempt);
        var running = ProcessRows
            .OfAttempt(w.Db, attempt.Id, dropped: false)
            .LastOrDefault(p =>
                p is { RunReason: RunReason.DevServer, Status: ProcessStatus.Running }
            );
        if (running is not null)
            return running;
        var process = NewRows.Waiting(
            attempt.Id,
            ExecutorAction.Script(script, RunReason.DevServer),
            ProcessRows.Later(w, attempt.Id)
        );
        ProcessRows.Insert(w, process);
        return process;
    }

    private static void Insist(Attempt attempt)
    {
        if (attempt.Stage == AttemptStage.Broken)
            throw RuleBroken.Conflict(
                $"This attempt has no worktree: {attempt.Failure} Put that right and start a new attempt of the task."
            );
        if (attempt.Stage == AttemptStage.Discarded)
            throw RuleBroken.Conflict(
                "This attempt was discarded. Start a new attempt of the task."
            );
    }

    private async Task<ExecutionProcess?> SteerAsync(
        AttemptRun run,
        string prompt,
        CancellationToken ct
    )
    {
        foreach (
            var session in run.Sessions.Where(s =>
                s is { Busy: true, StopAsked: false, InputEnded: false }
            )
        )
        {
            var process = parts
                .Database.Read(db => ProcessRows.OfSession(db, session.Row.Id))
                .LastOrDefault(p => p.Status == ProcessStatus.Running);
            if (process is not null && await session.SteerAsync(prompt, ct).ConfigureAwait(false))
                return process;
        }
        return null;
    }
}
