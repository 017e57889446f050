using Forge.Bench.Figures;
using Forge.Bench.Report;
using Forge.Bench.Servers;

namespace Forge.Bench;

/// <summary>One figure on one contestant, through all rounds. After a failure it is left alone.</summary>
internal sealed class Course(IFigure figure, IContestant contestant)
{
    private readonly Samples _samples = new();
    private IMeasurement? _measurement;
    private string? _failure;

    public Task OpenAsync(TimeSpan longest, CancellationToken ct) =>
        GuardAsync(
            "getting ready",
            async inner => _measurement = await figure.OpenAsync(contestant, inner),
            longest,
            ct
        );

    /// <summary>Round 0 is not counted.</summary>
    public async Task RoundAsync(int round, int rounds, TimeSpan longest, CancellationToken ct)
    {
        if (_measurement is not { } measurement || _failure is not null)
            return;
        var samples = round == 0 ? new Samples() : _samples;
        await GuardAsync(
            $"round {round}",
            inner => measurement.MeasureAsync(samples, inner),
            longest,
            ct
        );
        var last = figure
            .Rows.Where(row => samples.Of(row.Key).Count > 0)
            .Select(row => Words.Of(samples.Of(row.Key)[^1], row.Unit));
        Say($"{(round == 0 ? "warm-up" : $"{round}/{rounds}")}  {string.Join(", ", last)}");
    }

    public Task FinishAsync(TimeSpan longest, CancellationToken ct) =>
        _measurement is { } measurement && _failure is null
            ? GuardAsync("the end", inner => measurement.FinishAsync(_samples, inner), longest, ct)
            : Task.CompletedTask;

    public async Task CloseAsync()
    {
        if (_measurement is not null)
            await _measurement.DisposeAsync();
        _measurement = null;
    }

    public Result Result(Row row) =>
        new(
            _samples.Of(row.Key),
            _samples.FailureOf(row.Key) ?? (_samples.Of(row.Key).Count == 0 ? _failure : null)
        );

    // The top of the loop: whatever goes wrong with one figure stands in the table, and the next is measured.
    private async Task GuardAsync(
        string what,
        Func<CancellationToken, Task> act,
        TimeSpan longest,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(longest);
        try
        {
            await act(limit.Token);
        }
        catch (Exception error)
        {
            _failure =
                ct.IsCancellationRequested ? "interrupted"
                : limit.IsCancellationRequested
                    ? $"{what} took longer than {longest.TotalMinutes} minutes"
                : $"{what}: {error.Message}";
            Say(
                error is MeasureFailed or OperationCanceledException ? _failure : $"{what}: {error}"
            );
        }
    }

    private void Say(string text) =>
        Console.Error.WriteLine($"{figure.Name, -14} {contestant.Name, -5} {text}");
}
