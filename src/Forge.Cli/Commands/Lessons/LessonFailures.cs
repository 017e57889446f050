using Forge.Api;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Machine;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Planning.Lessons;

namespace Forge.Cli.Commands.Lessons;

/// <summary>Asks the server that runs what failed in a plan of this repository. It starts none: without one there are only the reports.</summary>
internal static class LessonFailures
{
    public static async Task<IReadOnlyList<Lesson>> CandidatesAsync(
        Surroundings here,
        string from,
        DateOnly day,
        CancellationToken ct
    )
    {
        if (!LessonReports.IsWish(here, from))
            return [];
        try
        {
            if (await new Connection(here).RunningAsync(ct) is { } client)
                return await AskAsync(here, client, from, day, ct);
            here.Terminal.Note("No server runs that could tell what failed: only reports are read");
        }
        catch (Exception error) when (error is ForgeError or ForgeUnreachable)
        {
            here.Terminal.Note($"What failed is not known, only reports are read: {error.Message}");
        }
        return [];
    }

    private static async Task<IReadOnlyList<Lesson>> AskAsync(
        Surroundings here,
        ForgeClient client,
        string from,
        DateOnly day,
        CancellationToken ct
    )
    {
        var root = await Repositories.RootAsync(here.Directory, ct);
        var project = (await client.ProjectsAsync(ct)).FirstOrDefault(p => p.GitRepoPath == root);
        var own = (await client.PlansAsync(ct)).Where(plan => plan.ProjectId == project?.Id);
        if (PlanFinder.Find(from, [.. own], null) is not [var plan])
            return [];
        var id = plan.Id.ToString();
        var status = await client.PlanAsync(id, ct);
        var log = await client.PlanLogAsync(id, ct);
        var outputs = new Dictionary<Guid, string>();
        var failing = status
            .Groups.Where(g => g.State == "failed")
            .SelectMany(PlanFailures.Failing);
        foreach (var run in failing)
            outputs[run.Id] = (await client.ValidationOutputAsync(id, run.Id, ct)).Text;
        var wish = await WishFiles.ReadAsync(here, from, null, ct);
        return
        [
            .. PlanFailures
                .Of(
                    status,
                    log,
                    outputs,
                    group => wish.Groups.FirstOrDefault(one => one.Id == group)?.Files ?? []
                )
                .Select(facts => LessonFinder.InFailure(facts, day)),
        ];
    }
}
