using Forge.Core.Git;

namespace Forge.Core.Diffs;

/// <summary>The diff between two commits, for attempts whose worktree is gone.</summary>
internal static class CommittedDiff
{
    public static async Task<IReadOnlyList<DiffEntry>> ReadAsync(
        GitRepository repo,
        string baseCommit,
        string head,
        CancellationToken ct
    )
    {
        var fields = await repo.Git([
                "diff-tree",
                "-r",
                .. RawDiff.Options,
                "--end-of-options",
                baseCommit,
                head,
            ])
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        return RawDiff.Parse(fields);
    }

    public static Task<IReadOnlyList<FileDiff>> ContentsAsync(
        GitRepository repo,
        IReadOnlyList<DiffEntry> entries,
        CancellationToken ct
    ) => DiffContents.LoadAsync(repo.Path, null, entries, ct);
}
