namespace Forge.Core.Git.Plans;

/// <summary>Carries out a prepared merge of which only the target moves.</summary>
internal static class PreparedMove
{
    /// <summary>Doing it twice does no harm.</summary>
    /// <param name="source">The branch that must not have moved meanwhile; null when there is none.</param>
    public static Task<MergeResult> ApplyAsync(
        GitRepository repo,
        MergePreparation.Ready ready,
        string? source,
        string target,
        string what,
        CancellationToken ct
    ) =>
        repo.WriteAsync<MergeResult>(
            async inner =>
            {
                var done = await Merging
                    .IsAppliedAsync(repo, ready.Squash, target, inner)
                    .ConfigureAwait(false);
                var refused =
                    done ? null
                    : source is null
                        ? await MergeTarget
                            .MoveAsync(repo, ready.Move, target, what, inner)
                            .ConfigureAwait(false)
                    : await MergeTarget
                        .MoveAsync(repo, ready, source, target, inner)
                        .ConfigureAwait(false);
                return refused ?? (MergeResult)new MergeResult.Merged(ready.Squash, null);
            },
            ct
        );
}
