using Forge.Core.Executors.Replay;

namespace Forge.Server.Hosting;

/// <summary>The verb behind the REPLAY executor.</summary>
internal static class ReplayCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        return await ReplayAgent
            .RunAsync(
                args,
                output,
                error,
                Directory.GetCurrentDirectory(),
                TimeProvider.System,
                CancellationToken.None
            )
            .ConfigureAwait(false);
    }
}
