using Forge.Core.Domain.Processes;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>What is said to the agent of a session.</summary>
internal sealed partial class SessionRun
{
    /// <summary>
    /// Makes a process the agent's next turn. The prompt is committed with the process's row. False when the agent's input
    /// ended just now: then the process waits on.
    /// </summary>
    public async Task<bool> PromptAsync(
        ExecutionProcess process,
        string prompt,
        string? before,
        CancellationToken ct
    )
    {
        var turn = _fold.Current;
        var bytes = _fold.Say(prompt, process.Id.ToString())!;
        turn.Process = process.Id;
        var said = false;
        try
        {
            said = await _input
                .SendAsync(
                    bytes,
                    process.Id.ToString(),
                    w => Assign(w, process.Id, turn, before),
                    ct
                )
                .ConfigureAwait(false);
        }
        finally
        {
            if (!said)
                turn.Process = null;
        }
        return said;
    }

    /// <summary>Tells the agent something in the middle of its turn; false when its protocol has no such thing.</summary>
    public async Task<bool> SteerAsync(string prompt, CancellationToken ct)
    {
        var id = Guid.NewGuid().ToString();
        return _fold.Steer(prompt, id) is { } bytes
            && await _input.SendAsync(bytes, id, null, ct).ConfigureAwait(false);
    }

    /// <summary>Asks the agent to break off its turn; false when its protocol has no such thing.</summary>
    public async Task<bool> InterruptAsync(CancellationToken ct)
    {
        var id = Guid.NewGuid().ToString();
        return _fold.Interrupt(id) is { } bytes
            && await _input.SendAsync(bytes, id, null, ct).ConfigureAwait(false);
    }

    /// <summary>Answers what the agent waits for; false when it does not wait for that any more.</summary>
    public async Task<bool> AnswerAsync(
        string approval,
        bool allow,
        string? reason,
        CancellationToken ct
    )
    {
        return _fold.Answer(approval, allow, reason) is { } bytes
            && await _input.SendAsync(bytes, approval, null, ct).ConfigureAwait(false);
    }

    /// <summary>End of input for an agent that has nothing to do; one that has got work in the meantime keeps it.</summary>
    public Task LetGoAsync(CancellationToken ct) => _input.EndAsync(() => !_fold.Busy, ct);

    /// <summary>Gives a turn that the agent began by itself to a process.</summary>
    public void Adopt(Writing w, ExecutionProcess process, int number)
    {
        var turn = _fold.TurnAt(number);
        turn.Process = process.Id;
        ProcessRows.Insert(
            w,
            process with
            {
                SessionId = Row.Id,
                Turn = number,
                OutFrom = turn.From.Out,
                ErrFrom = turn.From.Err,
            }
        );
    }

    private void Assign(Writing w, Guid process, SessionTurn turn, string? before) =>
        _ = ProcessRows.Change(
            w,
            process,
            p =>
                p.InsistItWaits() with
                {
                    SessionId = Row.Id,
                    Turn = turn.Number,
                    OutFrom = turn.From.Out,
                    ErrFrom = turn.From.Err,
                    BeforeHeadCommit = before,
                    StartedAt = w.Now,
                }
        );
}
