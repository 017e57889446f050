using System.CommandLine.Completions;
using Forge.Api;

namespace Forge.Cli.Servers;

/// <summary>What Tab offers out of a server. Empty when none runs, or it does not tell us: a Tab must not start one, nor complain.</summary>
internal static class TabAnswer
{
    /// <summary>Nobody waits longer for a Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<CompletionItem> Of(
        Surroundings here,
        Func<ForgeClient, CancellationToken, Task<IEnumerable<string>>> names
    )
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            // The shell waits for this process, and the library asks for the names at once.
            return ReadAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception error)
            when (error
                    is ForgeError
                        or ForgeUnreachable
                        or CommandFailed
                        or OperationCanceledException
                        or IOException
            )
        {
            return [];
        }

        async Task<IReadOnlyList<CompletionItem>> ReadAsync(CancellationToken ct) =>
            await new Connection(here).RunningAsync(ct).ConfigureAwait(false) is { } client
                ?
                [
                    .. (await names(client, ct).ConfigureAwait(false))
                        .Distinct()
                        .Select(name => new CompletionItem(name)),
                ]
                : [];
    }
}
