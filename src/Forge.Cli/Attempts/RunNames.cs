using System.CommandLine.Completions;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Attempts;

/// <summary>The names of runs that Tab offers: ids and short names of what is open, newest first.</summary>
internal static class RunNames
{
    private const int Most = 50;

    public static IEnumerable<CompletionItem> Complete(Surroundings here, string typed) =>
        [.. Runs(here), .. PlanNames.Groups(here, typed)];

    private static IReadOnlyList<CompletionItem> Runs(Surroundings here) =>
        TabAnswer.Of(
            here,
            async (client, ct) =>
            {
                var projects = await client.ProjectsAsync(ct).ConfigureAwait(false);
                var runs = await AttemptList.LoadAsync(client, projects, ct).ConfigureAwait(false);
                return runs.Where(run => !AttemptStates.IsOver(run.State))
                    .Take(Most)
                    .SelectMany(run => new[] { run.Short, AttemptFinder.SlugOf(run) });
            }
        );
}
