using System.Diagnostics;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Tests.Platform;

public sealed class ProcessExitsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_process_that_ends_is_told_once()
    {
        using var process = Sleeper();
        var told = new TaskCompletionSource();
        var times = 0;
        using var watch = ProcessExits.Watch(
            ProcessTable.Identify(process.Id)!,
            () =>
            {
                Interlocked.Increment(ref times);
                told.TrySetResult();
            }
        );
        watch.ShouldNotBeNull();
        told.Task.IsCompleted.ShouldBeFalse();
        process.Kill();
        await told.Task.WaitAsync(Limit);
        times.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_watched_no_more_is_not_told_and_takes_nothing_from_the_next()
    {
        using var left = Sleeper();
        using var other = Sleeper();
        var wrong = false;
        var first = ProcessExits.Watch(ProcessTable.Identify(left.Id)!, () => wrong = true)!;
        first.Dispose();
        var told = new TaskCompletionSource();
        using var second = ProcessExits.Watch(ProcessTable.Identify(other.Id)!, told.SetResult);
        first.Dispose();
        left.Kill();
        other.Kill();
        await told.Task.WaitAsync(Limit);
        wrong.ShouldBeFalse();
    }

    [Fact]
    public void One_that_ended_before_cannot_be_watched()
    {
        using var process = Sleeper();
        var identity = ProcessTable.Identify(process.Id)!;
        process.Kill();
        process.WaitForExit();
        ProcessExits.Watch(identity, () => { }).ShouldBeNull();
    }

    private static Process Sleeper() => Process.Start("sleep", "60");
}
