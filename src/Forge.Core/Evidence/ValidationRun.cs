using Forge.Core.Platform;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Evidence;

/// <summary>Runs validation commands: with an end, whole trees of processes, and output of bounded size.</summary>
/// <param name="state">The state's folder, by which the next server finds what this one left.</param>
internal sealed class ValidationRun(string state, TimeProvider time)
{
    /// <summary>Between the request to end and the kill.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long somebody who escaped may hold the output open.</summary>
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(5);

    /// <summary>.NET leaves SIGPIPE ignored in children; the shell must not see that, nor our input.</summary>
    private static readonly string[] Prelude =
    [
        "--default-signal=PIPE,INT,QUIT,HUP,TERM",
        "setsid",
        "sh",
        "-c",
        "exec </dev/null 2>&1; exec \"$1\" -c \"$2\"",
        "forge-validation",
    ];

    /// <summary>Returns when the command is over and nothing of it runs any more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing of it runs any more.</exception>
    /// <exception cref="IOException">Its output could not be kept.</exception>
    public async Task<ValidationResult> RunAsync(ValidationOrder order, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var result = new ValidationResult { StartedAt = time.GetUtcNow() };
        var clock = time.GetTimestamp();
        using var file = new CappedFile(order.OutputFile);
        try
        {
            using var running = CommandOf(order).Begin();
            result = await FollowAsync(order, running, file, result, ct).ConfigureAwait(false);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            result = result with { NotStarted = error.Message };
        }
        file.Finish();
        ct.ThrowIfCancellationRequested();
        var missed = ValidationVerdict.Missed(result, order, file.Whole);
        return result with
        {
            Duration = time.GetElapsedTime(clock),
            OutputBytes = file.Bytes,
            Truncated = file.Truncated,
            Passed = missed is null,
            Verdict = missed ?? "passed",
        };
    }

    private async Task<ValidationResult> FollowAsync(
        ValidationOrder order,
        RunningCommand running,
        CappedFile file,
        ValidationResult result,
        CancellationToken ct
    )
    {
        var tree = ValidationMark.TreeOf(order.Id, running.Pid);
        using var reading = new CancellationTokenSource();
        var output = file.TakeAsync(running.Output, reading.Token);
        var errors = running.ErrorsAsync(reading.Token);
        try
        {
            var code = await ExitAsync(running, order.Limit, ct).ConfigureAwait(false);
            result = result with { ExitCode = code, TimedOut = code is null };
            // At the limit everything still runs, and none of it was left behind.
            if (code is not null)
                result = result with
                {
                    LeftProcesses = await LeftBehind
                        .NamesAsync(tree, time, ct)
                        .ConfigureAwait(false),
                };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Told by the caller, once it is ended.
        }
        await TreeEnd.RunAsync(tree, Patience, time, CancellationToken.None).ConfigureAwait(false);
        reading.CancelAfter(OutputPatience);
        await OverAsync(output).ConfigureAwait(false);
        var said = await OverAsync(errors).ConfigureAwait(false) ? await errors : "";
        return said.Length > 0 ? result with { ExitCode = null, NotStarted = said.Trim() } : result;
    }

    /// <summary>Null at the limit.</summary>
    private async Task<int?> ExitAsync(RunningCommand running, TimeSpan limit, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        try
        {
            return await running.ExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<bool> OverAsync(Task reading)
    {
        try
        {
            await reading.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Command CommandOf(ValidationOrder order)
    {
        var environment = order.Environment.ToDictionary(
            each => each.Key,
            each => (string?)each.Value
        );
        foreach (var (name, value) in BuildDaemons.Off)
            environment.TryAdd(name, value);
        environment[ValidationMark.Run] = order.Id.ToString("D");
        environment[ValidationMark.State] = state;
        environment.Remove(ProcessTable.MarkVariable);
        environment.Remove(CommandMark.Variable);
        var shell = Programs.Find("bash", order.Environment.GetValueOrDefault("PATH", ""));
        return new Command("env", [.. Prelude, shell ?? "sh", order.Command])
        {
            Directory = order.Directory,
            Environment = environment,
            OnlyThisEnvironment = true,
        };
    }
}
