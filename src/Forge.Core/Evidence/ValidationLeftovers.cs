using Forge.Core.Platform.Linux;

namespace Forge.Core.Evidence;

/// <summary>What a killed server left running of its validations. Nobody reads what it says any more: it is run again.</summary>
internal static class ValidationLeftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Ends it, at the start of the next server: before that waits for the gits of the last one, and before it runs a
    /// validation of its own.
    /// </summary>
    /// <returns>Pids that could not be ended.</returns>
    public static async Task<IReadOnlyList<int>> EndAsync(
        string state,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var left = await TreeEnd
            .RunAsync(ValidationMark.TreeOf(state), Patience, time, ct)
            .ConfigureAwait(false);
        return [.. left.Select(each => each.Pid)];
    }
}
