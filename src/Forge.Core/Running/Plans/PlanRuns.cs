using Forge.Core.Domain.Events;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>The loops of all plans that go on, and the one reader of events that wakes them.</summary>
internal sealed partial class PlanRuns(
    RunningParts parts,
    PlanWork work,
    CancellationToken stopping
)
{
    private const int Page = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, PlanRun> _runs = [];
    private readonly Dictionary<Guid, Guid?> _planOfAttempt = [];
    private readonly List<Task> _loops = [];
    private readonly ILogger _log = parts.Logs.CreateLogger<PlanRuns>();

    public PlanRun For(Guid plan)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(plan, out var run))
                return run;
            run = new PlanRun(parts, work, plan, stopping);
            _runs[plan] = run;
            _loops.Add(Task.Run(run.RunAsync, CancellationToken.None));
            return run;
        }
    }

    /// <summary>Takes up what the last server left, and listens from here on.</summary>
    public void Begin()
    {
        var (position, open) = parts.Database.Read(db => (Feed.EndOf(db), PlanRows.Open(db)));
        foreach (var plan in open)
            For(plan).Poke();
        lock (_lock)
            _loops.Add(Task.Run(() => ListenAsync(position), CancellationToken.None));
    }

    /// <summary>Completes when the loops have put down what they were doing, once the server ends.</summary>
    public Task EndedAsync()
    {
        lock (_lock)
            return Task.WhenAll(_loops);
    }

    private async Task ListenAsync(long position)
    {
        try
        {
            await foreach (
                var page in parts
                    .Database.Feed.FollowAsync(position, Page, stopping)
                    .ConfigureAwait(false)
            )
            foreach (var plan in page.Items.Select(PlanOf).OfType<Guid>().Distinct())
                For(plan).Poke();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
#pragma warning disable CA1031 // The top of this loop. Plans still go on with what people do.
        catch (Exception error)
        {
            LogDeaf(_log, error);
        }
#pragma warning restore CA1031
    }

    private Guid? PlanOf(StoredEvent e)
    {
        if (e.Kind == EventKind.PlanChanged)
            return e.PlanId;
        if (e.AttemptId is not { } attempt)
            return null;
        lock (_lock)
            if (_planOfAttempt.TryGetValue(attempt, out var known))
                return known;
        var plan = parts.Database.Read(db => PlanGroupRows.OfAttempt(db, attempt))?.PlanId;
        lock (_lock)
            _planOfAttempt[attempt] = plan;
        return plan;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The plans do not hear of events any more")]
    private static partial void LogDeaf(ILogger log, Exception error);
}
