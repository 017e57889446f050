namespace Forge.Core.Running;

/// <summary>The loops of all attempts that were touched since the server started.</summary>
internal sealed class AttemptRuns(RunningParts parts, CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, AttemptRun> _runs = [];
    private readonly List<Task> _loops = [];

    public AttemptRun For(Guid attempt)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(attempt, out var run))
                return run;
            run = new AttemptRun(parts, attempt, stopping);
            _runs[attempt] = run;
            _loops.Add(Task.Run(run.RunAsync, CancellationToken.None));
            return run;
        }
    }

    /// <summary>
    /// Gives every agent that has nothing to do the end of its input. A server that ends on request leaves nobody behind who
    /// would end them later; what they know is resumed by the next follow-up.
    /// </summary>
    public async Task LetIdleAgentsGoAsync(CancellationToken ct)
    {
        foreach (var (_, session) in Sessions())
            if (session.TakesPrompts)
                await session.LetGoAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Completes when the loops have put down what they were doing, once the server ends.</summary>
    public Task EndedAsync()
    {
        lock (_lock)
            return Task.WhenAll(_loops);
    }

    /// <summary>The open sessions of all attempts.</summary>
    public IReadOnlyList<(AttemptRun Run, SessionRun Session)> Sessions()
    {
        lock (_lock)
            return [.. _runs.Values.SelectMany(r => r.Sessions.Select(s => (r, s)))];
    }
}
