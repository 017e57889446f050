using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>
/// The one loop of one plan: it looks at the facts and does what the rules say is next, until there is nothing; then it waits
/// for a bell. It keeps nothing that a new loop could not find out again.
/// </summary>
internal sealed partial class PlanRun
{
    private static readonly TimeSpan AfterBadGround = TimeSpan.FromSeconds(2);

    private readonly LoopMail _mail;
    private readonly RunningParts _parts;
    private readonly PlanWork _work;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;
    private int _poked;
    private CancellationTokenSource? _timer;

    public PlanRun(RunningParts parts, PlanWork work, Guid id, CancellationToken stopping)
    {
        (_parts, _work, Id, _stopping) = (parts, work, id, stopping);
        _mail = new LoopMail(stopping);
        _log = parts.Logs.CreateLogger<PlanRun>();
    }

    public Guid Id { get; }

    public Task RunAsync() => _mail.ReadAsync(GuardAsync);

    /// <summary>Something may have changed. Many pokes before the next look are one.</summary>
    public void Poke()
    {
        if (Interlocked.Exchange(ref _poked, 1) == 0)
            _ = PostAsync(StepAsync);
    }

    /// <summary>What a person wants is done between two looks, one thing after the other.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        var result = await _mail.AskAsync(ask, ct).ConfigureAwait(false);
        Poke();
        return result;
    }

    private Task PostAsync(Func<Task> work) => _mail.PostAsync(work);

    private async Task StepAsync()
    {
        Volatile.Write(ref _poked, 0);
        // Each step changes a fact; one that could not be done is tried at the next bell and not again and again.
        HashSet<string> done = [];
        while (await _work.LookAsync(Id, _stopping).ConfigureAwait(false) is { } look)
        {
            var next = PlanDecisions.Next(look.Facts).FirstOrDefault(s => !done.Contains(s.Key));
            if (next is null)
            {
                var watch = await _work.WatchAsync(look, _stopping).ConfigureAwait(false);
                SetTimer(Earlier(PlanDecisions.NextLook(look.Facts), watch), look.Facts.Now);
                return;
            }
            done.Add(next.Key);
            await DoAsync(look, next).ConfigureAwait(false);
        }
    }

    private async Task DoAsync(PlanLook look, PlanStep step)
    {
        try
        {
            await _work.DoAsync(look, step, Poke, _stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RuleBroken or GitFailed or IOException)
        {
            await _work.FailedAsync(look, step, error.Message, _stopping).ConfigureAwait(false);
            LogStep(_log, error, Id, step.GetType().Name);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one < other ? one : other ?? one;

    // One timer: the next look sets the next one.
    private void SetTimer(DateTimeOffset? at, DateTimeOffset now)
    {
        _timer?.Cancel();
        _timer?.Dispose();
        _timer = null;
        if (at is not { } time)
            return;
        var wait = time - now;
        _timer = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        _ = PokeLaterAsync(wait > TimeSpan.Zero ? wait : AfterBadGround, _timer.Token);
    }

    private async Task PokeLaterAsync(TimeSpan wait, CancellationToken ct)
    {
        try
        {
            await Task.Delay(wait, _parts.Time, ct).ConfigureAwait(false);
            Poke();
        }
        catch (OperationCanceledException)
        {
            // Another look has set another one, or the server ends.
        }
    }

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
            // The server ends; the rows say where to go on.
        }
#pragma warning disable CA1031
        catch (Exception error)
        {
            LogFailed(_log, error, Id);
            SetTimer(_parts.Time.GetUtcNow() + AfterBadGround, _parts.Time.GetUtcNow());
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Plan {Plan}: {Step} could not be done and is tried again when something changes"
    )]
    private static partial void LogStep(ILogger log, Exception error, Guid plan, string step);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plan {Plan}: a step failed")]
    private static partial void LogFailed(ILogger log, Exception error, Guid plan);
}
