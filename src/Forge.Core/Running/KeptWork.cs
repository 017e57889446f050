using Forge.Core.Domain.Attempts;
using Forge.Core.Git;

namespace Forge.Core.Running;

/// <summary>What became of a turn's work.</summary>
/// <param name="Head">Where the worktree stands; null when it is gone.</param>
/// <param name="Note">What a person must know of it; null when all of it is on the attempt's branch.</param>
/// <param name="IsOnBranch">False when the attempt's branch does not have what the agent did.</param>
internal sealed record KeptWork(string? Head, string? Note, bool IsOnBranch);

/// <summary>Says what was not committed, where it is, and what to do.</summary>
internal static class KeptWords
{
    /// <summary>How every note of an agent that left its branch begins.</summary>
    public const string LeftBranch = "The agent left the worktree ";

    private const int MostNamed = 5;

    public static string Gone(Attempt attempt, Snapshot? last, string trash)
    {
        var saved = last is null
            ? $"What was committed is on {attempt.Branch}"
            : $"What was committed is on {attempt.Branch}, and the files as they were at {last.TakenAt:u} in {last.Ref}";
        return Directory.Exists(attempt.Worktree)
            ? $"{attempt.Worktree} is no git worktree any more, so nothing of this turn was committed. {saved}. "
                + $"The next prompt makes the worktree again from them; what is in the directory now then goes to {trash}."
            : $"The worktree {attempt.Worktree} was deleted, so nothing of this turn was committed. {saved}. "
                + "The next prompt makes the worktree again from them.";
    }

    public static string Elsewhere(Attempt attempt, string where, Snapshot snapshot) =>
        LeftBranch
        + $"{where}, which does not go on from {attempt.Branch}. Nothing was moved or "
        + $"committed; its files are in {attempt.Worktree} and in {snapshot.Ref}. To have them merged, bring them onto "
        + $"{attempt.Branch} there (git switch {attempt.Branch}, then git merge or git cherry-pick), or ask the agent to.";

    public static string? Of(TurnCommit commit, Attempt attempt, Snapshot snapshot)
    {
        List<string> notes = [];
        if (commit.Operation is { } operation and not GitOperation.Bisect)
            notes.Add(
                $"The agent left a {operation.Verb()} unfinished in {attempt.Worktree}, so nothing was committed. "
                    + $"Finish it there (git {operation.Verb()} --continue, or --abort), or ask the agent to."
            );
        if (commit.Nested.Count > 0)
            notes.Add(
                $"Not committed, because it is a git repository of its own: {Some(commit.Nested)}. Its files are in "
                    + $"{attempt.Worktree} and in {snapshot.Ref}. To make them part of the work, remove the .git inside "
                    + "and send another prompt."
            );
        return notes.Count == 0 ? null : string.Join(" ", notes);
    }

    private static string Some(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(MostNamed))
        + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "");
}
