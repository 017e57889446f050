using System.Collections.Frozen;

namespace Forge.Core.Git.Plans;

/// <summary>Where a call of git ran.</summary>
internal enum GitPlace
{
    /// <summary>In a checkout of the repository.</summary>
    Here,

    /// <summary>In a checkout of another one.</summary>
    Elsewhere,

    /// <summary>It did not say, or what it said is no checkout any more.</summary>
    Unknown,
}

/// <summary>Which refs a call of git can have moved, by its words. Pure.</summary>
internal static class GitReach
{
    /// <summary>Git's clock, the one of files, which is that of the kernel's last tick, and ours.</summary>
    private static readonly TimeSpan Unsharp = TimeSpan.FromMilliseconds(20);

    /// <summary>Of one that was killed only its begin is known.</summary>
    private static readonly TimeSpan LongestKilled = TimeSpan.FromMinutes(1);

    /// <summary>They move no ref that is watched.</summary>
    private static readonly FrozenSet<string> Harmless = Set(
        """
        add apply annotate archive blame cat-file check-attr check-ignore check-mailmap check-ref-format cherry clean
        column commit-graph commit-tree config count-objects credential describe diff diff-files diff-index diff-tree
        difftool fetch-pack for-each-ref format-patch fsck fsmonitor--daemon gc get-tar-commit-id grep hash-object help
        index-pack init interpret-trailers log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge-base
        merge-file merge-index merge-tree mktag mktree multi-pack-index mv name-rev notes pack-objects pack-refs patch-id
        prune prune-packed range-diff read-tree reflog repack rerere restore rev-list rev-parse
        rm send-email shortlog show show-branch show-index show-ref sparse-checkout stash status stripspace
        unpack-file unpack-objects update-index update-server-info upload-archive upload-pack var verify-commit
        verify-pack verify-tag version whatchanged write-tree
        """
    );

    /// <summary>They move what their checkout is on, which that checkout's own log tells.</summary>
    private static readonly FrozenSet<string> OwnBranch = Set(
        "am cherry-pick commit merge rebase reset revert"
    );

    /// <summary>They name what they move.</summary>
    private static readonly FrozenSet<string> Naming = Set(
        "bisect branch checkout clone push send-pack submodule switch symbolic-ref tag update-ref worktree"
    );
    private static readonly FrozenSet<string> Pushing = Set("http-push push send-pack");
    private static readonly FrozenSet<string> Fetching = Set("fetch pull remote");

    /// <summary>Whether it may move refs at all, so that it is worth keeping.</summary>
    public static bool MovesRefs(string name) =>
        !Harmless.Contains(name)
        && !name.StartsWith("_run_", StringComparison.Ordinal)
        && !name.StartsWith("_query_", StringComparison.Ordinal)
        // Between a push or a fetch and the other side.
        && !name.StartsWith("remote-", StringComparison.Ordinal);

    public static bool IsPush(GitCall call) =>
        call.Name == "push"
        && !call.Arguments.Contains("--dry-run")
        && !call.Arguments.Contains("-n");

    public static bool IsOfOwnBranch(GitCall call) => OwnBranch.Contains(call.Name);

    /// <summary>A fetch brings tags along: that is none of the agent's doing.</summary>
    public static bool OnlyBrought(GitCall call, RefViolation move) =>
        move.Kind == ViolationKind.TagMade && Fetching.Contains(call.Name);

    /// <param name="at">When it moved; null where nothing tells.</param>
    /// <param name="lives">Whether the call still runs.</param>
    public static bool Could(
        GitCall call,
        GitPlace place,
        RefViolation move,
        DateTimeOffset? at,
        bool lives
    )
    {
        if (place == GitPlace.Elsewhere || (at is { } moment && !WasAt(call, moment, lives)))
            return false;
        if (move.Kind == ViolationKind.Pushed)
            return Pushing.Contains(call.Name);
        if (IsOfOwnBranch(call))
            return false;
        return Names(call, move.Ref)
            || (place == GitPlace.Here && (!Naming.Contains(call.Name) || IsMany(call)));
    }

    private static bool WasAt(GitCall call, DateTimeOffset moment, bool lives)
    {
        var end = call.Ended ?? (lives ? DateTimeOffset.MaxValue : call.Started + LongestKilled);
        return call.Started - Unsharp <= moment && moment <= Later(end, Unsharp);
    }

    private static DateTimeOffset Later(DateTimeOffset end, TimeSpan by) =>
        end > DateTimeOffset.MaxValue - by ? end : end + by;

    private static bool Names(GitCall call, string name)
    {
        var shortName = name.Split('/', 3) is ["refs", _, var rest] ? rest : name;
        return call.Arguments.Any(a => a.Contains(shortName, StringComparison.Ordinal));
    }

    // Their names come on the input, or are all there are.
    private static bool IsMany(GitCall call) =>
        call.Arguments.Any(a => a is "--stdin" or "--all" or "--mirror" or "--tags" or "--prune");

    private static FrozenSet<string> Set(string words) =>
        words
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.Ordinal);
}
