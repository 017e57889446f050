namespace Forge.Core.Running;

/// <summary>The loops of all attempts that were touched since the server started.</summary>
internal sealed class AttemptRuns(RunningParts parts, CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, AttemptRun> _runs = [];

    public AttemptRun For(Guid attempt)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(attempt, out var run))
                return run;
            run = new AttemptRun(parts, attempt, stopping);
            _runs[attempt] = run;
            _ = Task.Run(run.RunAsync, CancellationToken.None);
            return run;
        }
    }

    /// <summary>The open sessions of all attempts.</summary>
    public IReadOnlyList<(AttemptRun Run, SessionRun Session)> Sessions()
    {
        lock (_lock)
            return [.. _runs.Values.SelectMany(r => r.Sessions.Select(s => (r, s)))];
    }
}
