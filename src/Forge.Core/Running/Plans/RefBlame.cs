using Forge.Core.Domain.Plans;
using Forge.Core.Git.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>
/// Whose doing it was that refs moved which neither Forge nor a person's checkout moved: of the agent whose git it was, as git
/// wrote it down; possibly of one, where nothing is written down of what an agent's git did; else of somebody else.
/// </summary>
internal sealed class RefBlame(
    PlanLook look,
    AgentsGit git,
    AgentsAtWork work,
    RefMoves moves,
    DateTimeOffset since
)
{
    private const int MostNamed = 5;
    private const string NotAgents =
        "the git of no agent of this plan did it, so it is taken for a person's own";

    public IReadOnlyList<Violation> Of(IReadOnlyList<RefViolation> odd, DateTimeOffset now)
    {
        List<Violation> all = [];
        List<string> others = [];
        foreach (var move in odd)
            switch (Of(move))
            {
                case (var text, null) when text.Length > 0:
                    others.Add(text);
                    break;
                case (var text, { } who) when text.Length > 0:
                    all.Add(New(who, KindOf(move), text, now));
                    break;
            }
        if (others.Count > 0)
            all.Add(
                New(Who.Nobody, "ref", Some(others), now) with
                {
                    ClearedBy = "forge",
                    ClearedReason = NotAgents,
                    ClearedAt = now,
                }
            );
        return all;
    }

    /// <summary>What an agent did that moved no ref here.</summary>
    public static Violation Act(PlanLook look, AgentsCall act, DateTimeOffset now)
    {
        var (agent, call) = act;
        var where = GitReach.IsPush(call) ? "" : $" in {call.Worktree}";
        return New(
            look,
            new Who(agent),
            GitReach.IsPush(call) ? "push" : "ref",
            $"the agent of {agent.Group} ran {call.Text}{where}, {call.Started:HH:mm:ss} UTC",
            now
        );
    }

    // No words: it is nothing. Nobody: somebody else.
    private (string Text, Who? Who) Of(RefViolation move)
    {
        var at = moves.TimeOf(move);
        var words = RefWords.Of(move);
        if (git.Who(look.Repo, move, at) is var (agent, call))
            return GitReach.OnlyBrought(call, move)
                ? ("", null)
                : ($"{words}, by the agent of {agent.Group}: {call.Text}", new Who(agent));
        var who = at is { } moment ? work.At(moment) : work.Since(since);
        if (who.Count == 0)
            return ("", null);
        if (who.FirstOrDefault(w => Went(w, move)) is { } one)
            return ($"{words}, by the agent of {one.Group} in its worktree", new Who(one));
        var silent = who.Where(w => git.IsSilent(w, since)).ToList();
        if (silent.Count == 0 && IsToldByGit(move))
            return (words, null);
        return (Possibly(words, silent, who), Possible(silent.Count > 0 ? silent : who));
    }

    private bool Went(AgentAtWork agent, RefViolation move) =>
        move.IsAmong(RefLogs.Through(agent.Worktree, since.AddSeconds(-1)));

    private bool IsToldByGit(RefViolation move) =>
        move.Kind is not (ViolationKind.BranchMade or ViolationKind.BranchMoved)
        || RefLogs.Tells(look.Repo, move.Ref, move.To!);

    private string Possibly(
        string words,
        IReadOnlyList<AgentAtWork> silent,
        IReadOnlyList<AgentAtWork> who
    )
    {
        var why =
            silent.Count > 0
                ? $"nothing is written down of what the git of {Names(silent)} did"
                : "git wrote nothing down of it";
        return $"{words}, while {Names(who)} had an agent at work: it may be that agent's doing or your own, {why}. "
            + $"If it is yours: forge clear {look.Plan.Slug} --reason …";
    }

    private static string Names(IReadOnlyList<AgentAtWork> who) =>
        string.Join(", ", who.Select(w => w.Group));

    private static Who Possible(IReadOnlyList<AgentAtWork> who) =>
        who.Count == 1 ? new Who(who[0]) : Who.Nobody;

    private static string Some(List<string> all) =>
        string.Join("; ", all.Take(MostNamed))
        + (all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "");

    private static string KindOf(RefViolation move) =>
        move.Kind == ViolationKind.Pushed ? "push" : "ref";

    private Violation New(Who who, string kind, string text, DateTimeOffset now) =>
        New(look, who, kind, text, now);

    private static Violation New(
        PlanLook look,
        Who who,
        string kind,
        string text,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.NewGuid(),
            PlanId = look.Plan.Id,
            GroupId = who.Agent?.Group,
            AttemptId = who.Agent?.Attempt,
            Kind = kind,
            Text = text,
            At = now,
        };

    /// <param name="Agent">Null of one of several.</param>
    private sealed record Who(AgentAtWork? Agent)
    {
        public static Who Nobody { get; } = new((AgentAtWork?)null);
    }
}
