using Forge.Core.Domain;

namespace Forge.Core.Git;

internal abstract record RebaseResult
{
    internal sealed record Done(string Head) : RebaseResult;

    internal sealed record Conflicts(GitOperation Operation, IReadOnlyList<string> Files)
        : RebaseResult;
}

/// <summary>Moves an attempt's commits onto another base, and ends what stopped half-way. A snapshot comes first each time.</summary>
internal static class Rebasing
{
    /// <param name="oldBase">What the attempt's own commits begin after; null leaves it to git.</param>
    public static async Task<RebaseResult> RebaseAsync(
        GitRepository repo,
        AttemptTree attempt,
        string newBase,
        string? oldBase,
        CancellationToken ct
    )
    {
        var git = await BeginAsync(repo, attempt, ct).ConfigureAwait(false);
        if (GitOperations.Of(git) is { } going and not GitOperation.Bisect)
            throw RuleBroken.Conflict(
                $"A {going.Verb()} is already going on in {attempt.Worktree}; continue or abort it first"
            );
        await InsistOnBranchAsync(attempt, ct).ConfigureAwait(false);
        if (newBase.StartsWith('-') || oldBase?.StartsWith('-') == true)
            throw RuleBroken.Invalid($"{newBase} is no commit");
        string[] onto = oldBase is null ? [newBase] : ["--onto", newBase, oldBase];
        var result = await RunAsync(
                attempt.Worktree,
                [
                    "rebase",
                    "--quiet",
                    "--merge",
                    "--no-autostash",
                    "--no-autosquash",
                    "--no-update-refs",
                    "--no-rebase-merges",
                    .. onto,
                ],
                ct
            )
            .ConfigureAwait(false);
        return await OutcomeAsync(attempt, git, result, ct).ConfigureAwait(false);
    }

    /// <summary>Goes on after conflicts were resolved. A file without conflict marks counts as resolved.</summary>
    public static async Task<RebaseResult> ContinueAsync(
        GitRepository repo,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        var git = await BeginAsync(repo, attempt, ct).ConfigureAwait(false);
        var operation = Going(attempt, git);
        await ResolvedConflicts.StageAsync(attempt.Worktree, ct).ConfigureAwait(false);
        var left = await ResolvedConflicts.LeftAsync(attempt.Worktree, ct).ConfigureAwait(false);
        if (left.Count > 0)
            return new RebaseResult.Conflicts(operation, left);
        string[] verb =
            operation == GitOperation.Merge
                ? ["commit", "--quiet", "--no-verify", "--no-edit"]
                : [operation.Verb(), "--continue"];
        var result = await RunAsync(attempt.Worktree, verb, ct).ConfigureAwait(false);
        return await OutcomeAsync(attempt, git, result, ct).ConfigureAwait(false);
    }

    /// <summary>Goes back to how it was before the operation began.</summary>
    public static async Task AbortAsync(
        GitRepository repo,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        var git = await BeginAsync(repo, attempt, ct).ConfigureAwait(false);
        var operation = Going(attempt, git);
        var abort = GitCommand.In(attempt.Worktree, operation.Verb(), "--abort") with
        {
            Finishes = true,
        };
        await abort.CheckAsync(ct).ConfigureAwait(false);
    }

    private static async Task<string> BeginAsync(
        GitRepository repo,
        AttemptTree attempt,
        CancellationToken ct
    )
    {
        var git =
            GitDirectories.Of(attempt.Worktree)
            ?? throw RuleBroken.Conflict($"The worktree {attempt.Worktree} is gone");
        await IndexLock.WaitAsync(git, ct).ConfigureAwait(false);
        await Snapshots
            .TakeAsync(repo, attempt.Worktree, attempt.Attempt, ct)
            .ConfigureAwait(false);
        return git;
    }

    private static GitOperation Going(AttemptTree attempt, string git) =>
        GitOperations.Of(git) is { } going and not GitOperation.Bisect
            ? going
            : throw RuleBroken.Conflict($"Nothing is in conflict in {attempt.Worktree}");

    private static async Task InsistOnBranchAsync(AttemptTree attempt, CancellationToken ct)
    {
        var status = await PorcelainStatus
            .ReadAsync(GitCommand.In(attempt.Worktree), "no", ct)
            .ConfigureAwait(false);
        if (status.Branch != attempt.Branch)
            throw RuleBroken.Conflict(
                $"{attempt.Worktree} is on {status.Branch ?? "no branch"} instead of {attempt.Branch}"
            );
        if (status.Changed.Count > 0)
            throw RuleBroken.Conflict(
                $"{attempt.Worktree} has changes that are not committed",
                status.Changed.Select(change => change.Path).ToArray()
            );
    }

    private static async Task<Platform.CommandResult> RunAsync(
        string worktree,
        string[] arguments,
        CancellationToken ct
    )
    {
        var identity = await Identity.ReadAsync(worktree, ct).ConfigureAwait(false);
        var git = GitCommand.In(worktree, arguments) with
        {
            Variables = identity.Variables,
            Finishes = true,
        };
        return await git.RunAsync(ct).ConfigureAwait(false);
    }

    private static async Task<RebaseResult> OutcomeAsync(
        AttemptTree attempt,
        string git,
        Platform.CommandResult result,
        CancellationToken ct
    )
    {
        if (GitOperations.Of(git) is { } operation and not GitOperation.Bisect)
        {
            var files = await ResolvedConflicts
                .LeftAsync(attempt.Worktree, ct)
                .ConfigureAwait(false);
            return files.Count > 0
                ? new RebaseResult.Conflicts(operation, files)
                : throw RuleBroken.Conflict(Words(operation, result));
        }
        if (!result.Ok)
            throw RuleBroken.Conflict(Credentials.Mask(result.Error.Trim()));
        var head = await GitCommand
            .In(attempt.Worktree, "rev-parse", "HEAD")
            .TextAsync(ct)
            .ConfigureAwait(false);
        return new RebaseResult.Done(head);
    }

    private static string Words(GitOperation operation, Platform.CommandResult result) =>
        $"The {operation.Verb()} stopped without a conflict: "
        + Credentials.Mask((result.Error + result.Output).Trim());
}
