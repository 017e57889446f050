using Forge.Api;
using Forge.Cli.Machine;
using Forge.Cli.Plans;

namespace Forge.Cli.Attempts;

/// <summary>The server's tasks and attempts, put together.</summary>
internal static class AttemptList
{
    /// <summary>Newest first. Null for all projects.</summary>
    public static async Task<IReadOnlyList<KnownAttempt>> LoadAsync(
        ForgeClient client,
        IReadOnlyList<Project> projects,
        CancellationToken ct
    )
    {
        var attempts = client.AttemptsAsync(null, ct);
        var tasks = await Task.WhenAll(
                projects.Select(project => client.TasksAsync(project.Id, ct))
            )
            .ConfigureAwait(false);
        var byId = tasks.SelectMany(list => list).ToDictionary(task => task.Id);
        return
        [
            .. from attempt in await attempts.ConfigureAwait(false)
            where byId.ContainsKey(attempt.TaskId)
            orderby attempt.CreatedAt descending
            select new KnownAttempt(attempt, byId[attempt.TaskId]),
        ];
    }

    /// <summary>
    /// The one attempt that the person's word means; anything else ends the command with a text. <c>PLAN/GROUP</c> means the
    /// attempt of the group that counts.
    /// </summary>
    public static async Task<KnownAttempt> FindAsync(
        ForgeClient client,
        string text,
        Surroundings here,
        CancellationToken ct
    )
    {
        if (OwnRun.IsAll(here))
            return Own(text, await OwnRun.LoadAsync(client, ct).ConfigureAwait(false));
        var group = await PlanList.TryGroupAsync(client, text, here, ct).ConfigureAwait(false);
        var projects = await client.ProjectsAsync(ct).ConfigureAwait(false);
        var known = await LoadAsync(client, projects, ct).ConfigureAwait(false);
        if (group is not null)
            return OfGroup(group, known);
        var root = await Repositories.RootAsync(here.Directory, ct).ConfigureAwait(false);
        var own = projects.FirstOrDefault(project => project.GitRepoPath == root)?.Id;
        return AttemptFinder.Find(text, known, own) switch
        {
            Found.One one => one.Attempt,
            Found.Several several => throw CommandFailed.Usage(
                AttemptFinder.Ambiguity(text, several.Candidates)
            ),
            _ => throw await PlanList.WithoutGroupAsync(client, text, ct).ConfigureAwait(false)
                ?? CommandFailed.NotFound(
                    $"Nothing is called '{text}'; {here.Name} list --all shows every run"
                ),
        };
    }

    private static KnownAttempt Own(string text, KnownAttempt own) =>
        AttemptFinder.Find(text, [own], null) is Found.One
            ? own
            : throw CommandFailed.NotFound(
                $"'{text}' is not this agent's run, which is {own.Id}; its token shows no other"
            );

    private static KnownAttempt OfGroup(KnownGroup group, IReadOnlyList<KnownAttempt> known)
    {
        if (group.Group.Attempt is not { } id)
            throw CommandFailed.NotFound(
                $"{group.Name} has no run yet: it is {PlanStates.Word(group.Group.State)}"
            );
        return known.FirstOrDefault(one => one.Id == id)
            ?? throw CommandFailed.NotFound($"The run of {group.Name} ({id}) is gone");
    }
}
