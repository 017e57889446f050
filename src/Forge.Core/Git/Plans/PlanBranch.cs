using Forge.Core.Domain;

namespace Forge.Core.Git.Plans;

internal abstract record PlanCommit
{
    /// <param name="Commit">The branch's tip now.</param>
    /// <param name="Made">False when the branch had all of it; it is there in any case.</param>
    internal sealed record Done(string Commit, bool Made) : PlanCommit;

    /// <summary>Neither the branch nor any checkout has changed.</summary>
    internal sealed record Refused(string Reason, IReadOnlyList<string> Files) : PlanCommit
    {
        /// <summary>The branch moved at the same moment; trying again may do.</summary>
        public bool Outdated { get; init; }
    }
}

/// <summary>
/// Commits files onto a plan's branch without a checkout: an index of its own, then the branch moves as it does in a
/// merge. Doing it twice makes one commit, so it can simply be done again after a crash.
/// </summary>
internal static class PlanBranch
{
    /// <param name="baseCommit">Where the branch begins when it is not there yet.</param>
    /// <param name="files">Relative path → content, byte for byte; null takes the file away.</param>
    public static Task<PlanCommit> CommitAsync(
        GitRepository repo,
        string branch,
        string baseCommit,
        IReadOnlyDictionary<string, byte[]?> files,
        string message,
        CancellationToken ct
    )
    {
        if (!Branches.IsName(branch))
            throw RuleBroken.Invalid($"{branch} cannot be the name of a branch");
        return repo.WriteAsync(
            inner => WriteAsync(repo, branch, baseCommit, files, message, inner),
            ct
        );
    }

    private static async Task<PlanCommit> WriteAsync(
        GitRepository repo,
        string branch,
        string baseCommit,
        IReadOnlyDictionary<string, byte[]?> files,
        string message,
        CancellationToken ct
    )
    {
        if (PlanPaths.Unfit(files.Keys) is { Count: > 0 } unfit)
            return new PlanCommit.Refused("These paths do not lie inside the repository", unfit);
        var tip = await Branches.LocalAsync(repo, branch, ct).ConfigureAwait(false);
        var parent = tip ?? await BaseAsync(repo, baseCommit, ct).ConfigureAwait(false);
        var modes = await PlanPaths.ModesAsync(repo, parent, files.Keys, ct).ConfigureAwait(false);
        var taken = files
            .Keys.Where(path => PlanPaths.IsTaken(path, modes))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (taken.Count > 0)
            return new PlanCommit.Refused(
                "A directory, a link or a submodule stands at these paths, or something that is no directory above them",
                taken
            );
        var tree = await EditedTree.OfAsync(repo, parent, files, modes, ct).ConfigureAwait(false);
        var before = await repo.Git("rev-parse", parent + "^{tree}")
            .TextAsync(ct)
            .ConfigureAwait(false);
        var text = Trailers.Add(message, Trailers.CommittedByForge);
        var commit =
            tree == before
                ? parent
                : await ForgeCommit.MakeAsync(repo, tree, [parent], text, ct).ConfigureAwait(false);
        var refused =
            commit == tip ? null
            : tip is null ? await BeginAsync(repo, branch, commit, ct).ConfigureAwait(false)
            : await MoveAsync(repo, branch, new TargetMove(tip, commit), ct).ConfigureAwait(false);
        return refused ?? (PlanCommit)new PlanCommit.Done(commit, commit != parent);
    }

    private static async Task<string> BaseAsync(
        GitRepository repo,
        string baseCommit,
        CancellationToken ct
    ) =>
        (await Branches.CommitAsync(repo, baseCommit, ct).ConfigureAwait(false))?.Sha
        ?? throw RuleBroken.Conflict($"The base commit {baseCommit} does not exist");

    private static async Task<PlanCommit.Refused?> BeginAsync(
        GitRepository repo,
        string branch,
        string commit,
        CancellationToken ct
    )
    {
        var begin = await repo.Git(
                "update-ref",
                "-m",
                "forge: plan",
                "refs/heads/" + branch,
                commit,
                new string('0', commit.Length)
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return begin.Ok
            ? null
            : new PlanCommit.Refused(
                $"{branch} could not be made: {Credentials.Mask(begin.Error.Trim())}",
                []
            );
    }

    private static async Task<PlanCommit.Refused?> MoveAsync(
        GitRepository repo,
        string branch,
        TargetMove move,
        CancellationToken ct
    )
    {
        var refused = await MergeTarget
            .MoveAsync(repo, move, branch, "plan", ct)
            .ConfigureAwait(false);
        return refused is null
            ? null
            : new PlanCommit.Refused(refused.Reason, refused.Files) { Outdated = refused.Outdated };
    }
}
