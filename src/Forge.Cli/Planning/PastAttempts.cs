using Forge.Api;
using Forge.Cli.Machine;
using Forge.Cli.Servers;
using Forge.Planning.Linting;

namespace Forge.Cli.Planning;

/// <summary>How long attempts of this project took, if a server runs that knows; none is started for it.</summary>
internal static class PastAttempts
{
    /// <summary>Enough for a median, and few enough to be asked one by one.</summary>
    private const int Most = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<PastAttempt>> LoadAsync(
        Surroundings here,
        string root,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return await new Connection(here).RunningAsync(limit.Token) is { } client
                ? await LoadAsync(client, root, limit.Token)
                : [];
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception error) when (error is ForgeError or ForgeUnreachable or CommandFailed)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<PastAttempt>> LoadAsync(
        ForgeClient client,
        string root,
        CancellationToken ct
    )
    {
        var projects = await client.ProjectsAsync(ct);
        // Of a worktree the repository that it was made from.
        root = await Repositories.RootAsync(root, ct) ?? root;
        if (projects.FirstOrDefault(p => p.GitRepoPath == root) is not { } project)
            return [];
        var tasks = await client.TasksAsync(project.Id, ct);
        var own = tasks.Select(t => t.Id).ToHashSet();
        var attempts = (await client.AttemptsAsync(null, ct))
            .Where(a => own.Contains(a.TaskId))
            .OrderByDescending(a => a.CreatedAt)
            .Take(Most);
        var past = new List<PastAttempt>();
        foreach (var attempt in attempts)
        {
            var turns = (await client.ProcessesAsync(attempt.Id, false, ct))
                .Where(p =>
                    p
                        is {
                            RunReason: RunReason.CodingAgent,
                            Status: ProcessStatus.Completed,
                            CompletedAt: not null
                        }
                )
                .ToList();
            if (turns.Count == 0)
                continue;
            var work = turns.Aggregate(
                TimeSpan.Zero,
                (sum, turn) => sum + (turn.CompletedAt!.Value - turn.StartedAt)
            );
            past.Add(new PastAttempt(attempt.Executor ?? "", work));
        }
        return past;
    }
}
