using System.Collections.Immutable;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Git;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>
/// The one loop of one attempt. All that changes the attempt happens in it, one thing after the other; the rows say what
/// is next, so a new loop after a crash goes on where the old one was.
/// </summary>
internal sealed partial class AttemptRun
{
    private readonly LoopMail _mail;
    private readonly RunningParts _parts;
    private readonly Launching _launching;
    private readonly AttemptWorktree _worktree;
    private readonly TurnEnding _ending;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;
    private ImmutableList<SessionRun> _sessions = [];

    public AttemptRun(RunningParts parts, Guid id, CancellationToken stopping)
    {
        (_parts, Id, _stopping) = (parts, id, stopping);
        _mail = new LoopMail(stopping);
        _launching = new Launching(parts);
        _worktree = new AttemptWorktree(parts);
        _ending = new TurnEnding(parts, _worktree);
        _log = parts.Logs.CreateLogger<AttemptRun>();
    }

    public Guid Id { get; }

    /// <summary>The open sessions: agent, scripts, dev server.</summary>
    public IReadOnlyList<SessionRun> Sessions => _sessions;

    public bool Quiet => _sessions.IsEmpty && _mail.IsEmpty;

    public Task RunAsync() => _mail.ReadAsync(GuardAsync);

    /// <summary>Looks at the rows and does what is next.</summary>
    public void Poke() => _ = PostAsync(StepOrLaterAsync);

    /// <summary>Does something in the loop and returns what it found.</summary>
    public Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct) =>
        _mail.AskAsync(ask, ct);

    /// <summary>Takes up a session that was open when the last server ended.</summary>
    public Task AttachAsync(AgentSession row, SessionDirectory directory) =>
        PostAsync(() => FollowAsync(row, directory));

    private Task PostAsync(Func<Task> work) => _mail.PostAsync(work);

    // The top of this loop: what is no broken rule is a bug or a broken machine; it is written down once, here.
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception error)
            when (_stopping.IsCancellationRequested
                && error is OperationCanceledException or ObjectDisposedException
            )
        {
            // The server ends; the rows and directories say where to go on.
        }
        catch (Exception error) when (_parts.Database.Read(db => AttemptRows.Find(db, Id)) is null)
        {
            // Its task was deleted in the middle of a step: there is nothing left to write down.
            LogDeleted(_log, Id, error.Message);
        }
#pragma warning disable CA1031
        catch (Exception error)
        {
            LogFailed(_log, error, Id);
        }
#pragma warning restore CA1031
    }

    private (Attempt Attempt, WorkTask Task, Project Project)? Load() =>
        _parts.Database.Read(db =>
        {
            var attempt = AttemptRows.Find(db, Id);
            var task = attempt is null ? null : TaskRows.Find(db, attempt.TaskId);
            var project = task is null ? null : ProjectRows.Find(db, task.ProjectId);
            return project is null
                ? ((Attempt, WorkTask, Project)?)null
                : (attempt!, task!, project);
        });

    private async Task StepAsync()
    {
        // A worktree that was made is written down with the session that starts in it: one sync of the disk less.
        var made = false;
        while (Load() is var (attempt, _, project))
        {
            var processes = _parts.Database.Read(db =>
                ProcessRows.OfAttempt(db, Id, dropped: false)
            );
            if (_sessions.Any(s => s.Settling))
                return;
            var agent = _sessions.LastOrDefault(s => s.IsConversation);
            var live = agent is null
                ? null
                : new LiveAgent(
                    agent.Row.Variant,
                    agent.TakesPrompts,
                    AttemptWorktree.Stands(attempt.Worktree)
                );
            var stage = made ? AttemptStage.Ready : attempt.Stage;
            var next = AttemptDecisions.Next(new AttemptFacts(stage, processes, live));
            var starts = next is NextStep.Start wanted && Slot(wanted.Process);
            if (made && !starts)
                await _worktree.ReadyAsync(Id, _stopping).ConfigureAwait(false);
            made = next is NextStep.MakeWorktree;
            if (made)
                made = await MakeWorktreeAsync(attempt, project).ConfigureAwait(false);
            else if (!await DoAsync(next, starts, attempt, project, agent).ConfigureAwait(false))
                return;
        }
    }

    /// <returns>False when nothing is left to do for now.</returns>
    private async Task<bool> DoAsync(
        NextStep next,
        bool starts,
        Attempt attempt,
        Project project,
        SessionRun? agent
    )
    {
        switch (next)
        {
            case NextStep.Start start when starts:
                await StartAsync(attempt, project, start.Process).ConfigureAwait(false);
                return true;
            case NextStep.Tell tell when Slot(tell.Process):
                await TellAsync(attempt, agent!, tell.Process).ConfigureAwait(false);
                return true;
            case NextStep.LetGo:
                await agent!.LetGoAsync(_stopping).ConfigureAwait(false);
                return false;
            default:
                return false;
        }
    }

    // Rows that cannot be written now, on a full disk, are gone on with when they can.
    private async Task StepOrLaterAsync()
    {
        try
        {
            await StepAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (BadGround.Explain(error) is { })
        {
            LogLater(_log, error, Id);
            _ = Task.Run(
                () =>
                    GuardAsync(async () =>
                    {
                        await Task.Delay(_parts.Options.Sweep, _parts.Time, _stopping)
                            .ConfigureAwait(false);
                        Poke();
                    }),
                _stopping
            );
        }
    }

    private bool Slot(ExecutionProcess process) =>
        process.RunReason != RunReason.CodingAgent || _parts.Slots.TryTake(process.Id, Poke);

    private async Task<bool> MakeWorktreeAsync(Attempt attempt, Project project)
    {
        try
        {
            await _worktree.MakeAsync(attempt, project, _stopping).ConfigureAwait(false);
            return true;
        }
        catch (Exception error)
            when (error
                    is RuleBroken
                        or GitFailed
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
            )
        {
            var why = error.Message;
            if (error is IOException && GitAdvice.For(why) is { } advice)
                why += "\n" + advice;
            await _ending.BreakAsync(attempt, why, _stopping).ConfigureAwait(false);
            return false;
        }
    }

    private async Task StartAsync(Attempt attempt, Project project, ExecutionProcess process)
    {
        try
        {
            attempt = await _worktree
                .EnsureAsync(attempt, project, _stopping)
                .ConfigureAwait(false);
            var before = await AttemptWorktree
                .HeadAsync(attempt.Worktree, _stopping)
                .ConfigureAwait(false);
            var (row, directory) = await _launching
                .StartAsync(attempt, process, before, _stopping)
                .ConfigureAwait(false);
            await FollowAsync(row, directory).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error
                    is RuleBroken
                        or GitFailed
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or System.Text.Json.JsonException
            )
        {
            _parts.Slots.Leave(process.Id);
            await _worktree.ReadyAsync(Id, _stopping).ConfigureAwait(false);
            await _ending.FailAsync(process.Id, error.Message, _stopping).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(Attempt attempt, SessionRun agent, ExecutionProcess process)
    {
        var before = await AttemptWorktree
            .HeadAsync(attempt.Worktree, _stopping)
            .ConfigureAwait(false);
        var prompt = Launching.Prompt(agent.Row, ExecutorAction.Parse(process.Action));
        var said = false;
        try
        {
            said = await agent
                .PromptAsync(process, prompt, before, _stopping)
                .ConfigureAwait(false);
        }
        catch (RuleBroken)
        {
            // It was stopped just before.
        }
        if (!said)
            _parts.Slots.Leave(process.Id);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt} cannot go on now and is looked at again"
    )]
    private static partial void LogLater(ILogger log, Exception error, Guid attempt);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Attempt {Attempt} was deleted while a step was under way: {Why}"
    )]
    private static partial void LogDeleted(ILogger log, Guid attempt, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Attempt {Attempt}: a step failed")]
    private static partial void LogFailed(ILogger log, Exception error, Guid attempt);
}
