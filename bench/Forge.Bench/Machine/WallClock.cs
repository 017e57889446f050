namespace Forge.Bench.Machine;

/// <summary>The clock that agents stamp with, too: nanoseconds since 1970, read here in steps of 100.</summary>
internal static class WallClock
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.Ticks;

    public static long Now => (TimeProvider.System.GetUtcNow().Ticks - Epoch) * 100;

    public static double MillisecondsSince(long earlier) => Milliseconds(earlier, Now);

    public static double Milliseconds(long from, long to) => (to - from) / 1e6;

    public static Task PauseAsync(int milliseconds, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, ct);
}
