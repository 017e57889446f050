using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>Runs the commands that prove a group, or the whole, behind the plan's loop; each run is a row before it begins.</summary>
internal sealed partial class GroupValidations(RunningParts parts, CancellationToken stopping)
{
    /// <summary>What could not be run, for a full disk or a repository that is away, is not tried again and again at once.</summary>
    private static readonly TimeSpan AfterBadGround = TimeSpan.FromSeconds(5);

    // As many as there are processors: a validation is mostly a compiler or a test run.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lock _lock = new();
    private readonly HashSet<(Guid Plan, string? Group)> _underWay = [];
    private readonly ValidationGrounds _grounds = new(parts, stopping);
    private readonly ILogger _log = parts.Logs.CreateLogger<GroupValidations>();

    public ValidationsUnderWay UnderWay(Guid plan)
    {
        lock (_lock)
            return new ValidationsUnderWay(
                _underWay.Where(u => u.Plan == plan).Select(u => u.Group ?? "").ToHashSet()
            );
    }

    /// <summary>Returns at once; <paramref name="ended"/> is called when the rows say how it went.</summary>
    public Task BeginAsync(
        PlanLook look,
        PlanStep.Validate step,
        Action ended,
        CancellationToken ct
    )
    {
        var group = look.Record.Group(step.Group);
        var attempt = look.Record.Attempts[step.Attempt];
        Begin(
            look.Plan.Id,
            step.Group,
            ended,
            async () =>
            {
                var order = new ValidationSet(
                    look.Plan.Id,
                    step.Group,
                    attempt,
                    step.Head,
                    ValidationCommands.Of(group)
                );
                var passed = look.Record.Settings.CleanCopy
                    ? await _grounds
                        .InCopyAsync(look, order, ValidationGround.Clean)
                        .ConfigureAwait(false)
                    : await _grounds.InWorktreeAsync(look, order).ConfigureAwait(false);
                if (passed)
                    await _grounds.WithTestsOfBaseAsync(look, order).ConfigureAwait(false);
            }
        );
        return Task.CompletedTask;
    }

    public Task BeginWholeAsync(PlanLook look, Action ended, CancellationToken ct)
    {
        if (look.Target is { } target)
            Begin(
                look.Plan.Id,
                null,
                ended,
                () =>
                    _grounds.InCopyAsync(
                        look,
                        new ValidationSet(
                            look.Plan.Id,
                            null,
                            null,
                            target,
                            ValidationCommands.OfWhole(look.Record.Body)
                        ),
                        ValidationGround.Whole
                    )
            );
        return Task.CompletedTask;
    }

    /// <summary>The commands on a commit of their own, e.g. what a merge would make; returns when they have run.</summary>
    public async Task<IReadOnlyList<Validation>> RunAsync(
        PlanLook look,
        ValidationSet set,
        ValidationGround ground
    )
    {
        await _grounds.InCopyAsync(look, set, ground).ConfigureAwait(false);
        return
        [
            .. parts
                .Database.Read(db => ValidationRows.Of(db, look.Plan.Id))
                .Where(v => v.GroupId == set.Group && v.Head == set.Head && v.Ground == ground),
        ];
    }

    private void Begin(Guid plan, string? group, Action ended, Func<Task> run)
    {
        lock (_lock)
            if (!_underWay.Add((plan, group)))
                return;
        _ = Task.Run(() => RunAsync(plan, group, ended, run), CancellationToken.None);
    }

    private async Task RunAsync(Guid plan, string? group, Action ended, Func<Task> run)
    {
        try
        {
            await _places.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                await run().ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; the next one runs it again.
            return;
        }
        catch (Exception error)
            when (error is RuleBroken or GitFailed or IOException or UnauthorizedAccessException)
        {
            LogBroken(_log, error, plan, group ?? "the whole");
            await LaterAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _underWay.Remove((plan, group));
        }
        ended();
    }

    private async Task LaterAsync()
    {
        try
        {
            await Task.Delay(AfterBadGround, parts.Time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Plan {Plan}: the validation of {Group} could not be run to its end"
    )]
    private static partial void LogBroken(ILogger log, Exception error, Guid plan, string group);
}

/// <summary>Which groups of a plan are being validated at a moment; an empty name is the whole.</summary>
internal sealed record ValidationsUnderWay(IReadOnlySet<string> Groups)
{
    public bool Has(string? group) => Groups.Contains(group ?? "");
}
