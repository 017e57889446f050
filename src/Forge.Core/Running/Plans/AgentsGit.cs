using System.Text.Json;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Sessions;

namespace Forge.Core.Running.Plans;

/// <summary>A run of git, and whose it was.</summary>
internal sealed record AgentsCall(AgentAtWork Agent, GitCall Call);

/// <summary>What git wrote down of the agents of one plan. Within the plan's loop.</summary>
internal sealed class AgentsGit(StateFolder state)
{
    /// <summary>Logs tell whole seconds, and a session may have begun while the plan was read.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private Dictionary<Guid, (AgentAtWork Agent, GitTrace Trace)> _open = [];
    private HashSet<string> _told = [];

    /// <summary>Reads on in the logs of those who were at work since.</summary>
    public void Read(AgentsAtWork work, DateTimeOffset since)
    {
        Dictionary<Guid, (AgentAtWork, GitTrace)> open = [];
        foreach (var (agent, session) in work.SessionsSince(since - Slack))
        {
            var trace = _open.TryGetValue(session, out var known)
                ? known.Trace
                : new GitTrace(state.GitLog(session));
            trace.Read();
            open[session] = (agent, trace);
        }
        _open = open;
    }

    /// <summary>Whose git moved a ref, if it is written down.</summary>
    /// <param name="at">When; null where nothing tells.</param>
    public AgentsCall? Who(GitRepository repo, RefViolation move, DateTimeOffset? at)
    {
        var found = All()
            .FirstOrDefault(one =>
                GitReach.Could(
                    one.Call,
                    PlaceOf(repo, one.Call),
                    move,
                    at,
                    GitTrace.Lives(one.Call)
                )
            );
        if (found is not null)
            _told.Add(found.Call.Id);
        return found;
    }

    /// <summary>What agents did that no ref of the repository tells of: pushes to addresses, and work in checkouts of others.</summary>
    /// <param name="until">Before the refs were read: what ended by then stands in them.</param>
    public IReadOnlyList<AgentsCall> Acts(
        GitRepository repo,
        DateTimeOffset since,
        DateTimeOffset until
    ) =>
        [
            .. from one in All()
            where one.Call is { ExitCode: 0, Ended: { } end } && end > since - Slack && end <= until
            where !_told.Contains(one.Call.Id)
            where GitReach.IsPush(one.Call) || IsAway(one)
            where PlaceOf(repo, one.Call) == GitPlace.Here
            orderby one.Call.Started
            select one,
        ];

    /// <summary>What an agent did with git is not written down, or only a part of it.</summary>
    public bool IsSilent(AgentAtWork agent, DateTimeOffset since) =>
        agent.Times.Any(t => t.To >= since - Slack && !IsAsked(t.Session))
        || (
            RefLogs.HasCommits(agent.Worktree, since.AddSeconds(-1))
            && !All().Any(one => one.Agent.Attempt == agent.Attempt)
        );

    /// <summary>Once all that was found until a look's time is kept.</summary>
    public void Settle(DateTimeOffset at)
    {
        foreach (var (_, trace) in _open.Values)
            trace.Forget(at - Kept);
        _told =
        [
            .. All()
                .Select(one => one.Call)
                .Where(c => c.Ended <= at || _told.Contains(c.Id))
                .Select(c => c.Id),
        ];
    }

    private IEnumerable<AgentsCall> All() =>
        from one in _open.Values
        from call in one.Trace.Calls
        select new AgentsCall(one.Agent, call);

    private static bool IsAway(AgentsCall one) =>
        GitReach.IsOfOwnBranch(one.Call)
        && one.Call.Worktree is { } where
        && where != GitDirectories.Normal(one.Agent.Worktree);

    private static GitPlace PlaceOf(GitRepository repo, GitCall call)
    {
        if (call.Worktree is not { } where || GitDirectories.Of(where) is not { } git)
            return GitPlace.Unknown;
        if (
            GitDirectories.Normal(GitDirectories.CommonOf(git))
            == GitDirectories.Normal(repo.CommonDirectory)
        )
            return GitPlace.Here;
        return call.Arguments.Any(a => a.StartsWith("--git-dir", StringComparison.Ordinal))
            ? GitPlace.Unknown
            : GitPlace.Elsewhere;
    }

    // One that an older server began knows of no such log.
    private bool IsAsked(Guid session)
    {
        try
        {
            var folder = new SessionDirectory(
                Path.Combine(state.Sessions, session.ToString()),
                session
            );
            return folder.ReadSpec().EnvironmentNames.Contains(GitTrace.Target);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }
}
