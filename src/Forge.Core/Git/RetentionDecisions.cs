using System.Globalization;

namespace Forge.Core.Git;

/// <summary>What Forge keeps for a while.</summary>
internal enum KeptKind
{
    Trash,
    Snapshot,
    Log,
    Worktree,

    /// <summary>A worktree that nobody has used yet. Forge itself takes it away when it is not wanted any more.</summary>
    Prepared,
}

/// <summary>One thing that is kept.</summary>
/// <param name="Place">A path, or for a snapshot its ref.</param>
/// <param name="Repository">The repository's path, for snapshots and worktrees.</param>
/// <param name="Since">When it came there (trash), when the attempt was merged (snapshot), when it ended (log).</param>
/// <param name="IsOver">The attempt is merged (snapshot) or finished (log); always true in the trash.</param>
/// <param name="Verdict">Of a worktree: what <see cref="RemovalDecisions"/> said.</param>
/// <param name="Attempt">Of a worktree: under which its last snapshot is taken; without it the worktree is kept.</param>
internal sealed record Kept(
    KeptKind Kind,
    string Place,
    string? Repository,
    DateTimeOffset Since,
    long Bytes,
    bool IsOver,
    RemovalVerdict? Verdict = null,
    Guid? Attempt = null
);

internal enum RetentionAction
{
    Keep,
    Remove,
    MoveToTrash,
}

internal sealed record RetentionStep(Kept What, string Why, RetentionAction Action);

internal sealed record RetentionRules(TimeSpan Trash, TimeSpan Snapshots, TimeSpan Logs)
{
    public static readonly RetentionRules Default = new(
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(30),
        TimeSpan.FromDays(90)
    );
}

/// <summary>Decides what <c>forge gc</c> would take away, and says why of each. Pure.</summary>
internal static class RetentionDecisions
{
    public static IReadOnlyList<RetentionStep> Plan(
        IEnumerable<Kept> everything,
        RetentionRules rules,
        DateTimeOffset now
    ) => [.. everything.Select(one => Judge(one, rules, now))];

    private static RetentionStep Judge(Kept one, RetentionRules rules, DateTimeOffset now) =>
        one.Kind switch
        {
            KeptKind.Trash => ByAge(one, rules.Trash, now, "in the trash"),
            KeptKind.Snapshot when !one.IsOver => Keep(one, "its attempt is not merged"),
            KeptKind.Snapshot => ByAge(one, rules.Snapshots, now, "merged"),
            KeptKind.Log when !one.IsOver => Keep(one, "its attempt is not finished"),
            KeptKind.Log => ByAge(one, rules.Logs, now, "finished"),
            KeptKind.Prepared => Keep(
                one,
                "never used, ready for the next attempt; FORGE_PREPARED_WORKTREES=0 turns this off"
            ),
            _ => OfWorktree(one),
        };

    private static RetentionStep ByAge(Kept one, TimeSpan limit, DateTimeOffset now, string state)
    {
        var age = now - one.Since;
        var why = $"{state} for {Days(age)}; kept for {Days(limit)}";
        return new RetentionStep(
            one,
            why,
            age >= limit ? RetentionAction.Remove : RetentionAction.Keep
        );
    }

    private static RetentionStep OfWorktree(Kept one) =>
        one.Verdict switch
        {
            RemovalVerdict.Allowed when one.Attempt is not null => new RetentionStep(
                one,
                "finished, merged or discarded, clean, unused and not pinned",
                RetentionAction.MoveToTrash
            ),
            RemovalVerdict.Blocked blocked => Keep(one, string.Join("; ", blocked.Reasons)),
            _ => Keep(one, "nothing is known of it"),
        };

    private static RetentionStep Keep(Kept one, string why) => new(one, why, RetentionAction.Keep);

    private static string Days(TimeSpan time) =>
        time.TotalDays.ToString("0.#", CultureInfo.InvariantCulture) + " days";
}
