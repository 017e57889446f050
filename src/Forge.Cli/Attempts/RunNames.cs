using System.CommandLine.Completions;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Attempts;

/// <summary>The names of runs that Tab offers: ids and short names of what is open, newest first.</summary>
internal static class RunNames
{
    private const int Most = 50;

    /// <summary>Nobody waits longer for a Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Empty when no server runs: a Tab must not start one.</summary>
    public static IEnumerable<CompletionItem> Complete(Surroundings here, string typed) =>
        [.. Runs(here), .. PlanNames.Groups(here, typed)];

    private static IReadOnlyList<CompletionItem> Runs(Surroundings here)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            // The shell waits for this process, and the library asks for the names at once.
            return ReadAsync(here, limit.Token).GetAwaiter().GetResult();
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
    }

    private static async Task<IReadOnlyList<CompletionItem>> ReadAsync(
        Surroundings here,
        CancellationToken ct
    )
    {
        if (await new Connection(here).RunningAsync(ct).ConfigureAwait(false) is not { } client)
            return [];
        var projects = await client.ProjectsAsync(ct).ConfigureAwait(false);
        var runs = await AttemptList.LoadAsync(client, projects, ct).ConfigureAwait(false);
        return
        [
            .. runs.Where(run => !AttemptStates.IsOver(run.State))
                .Take(Most)
                .SelectMany(run => new[] { run.Short, AttemptFinder.SlugOf(run) })
                .Distinct()
                .Select(name => new CompletionItem(name)),
        ];
    }
}
