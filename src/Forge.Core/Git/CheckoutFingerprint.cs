using System.Security.Cryptography;

namespace Forge.Core.Git;

/// <summary>
/// What the person's own checkout looked like at one moment. Compared with a later one, it shows what an agent wrote
/// outside of its worktree.
/// </summary>
/// <param name="IndexHash">Of the staged entries, so that a mere refresh of the index is no change.</param>
/// <param name="Edited">Every path that differs from HEAD, with its size and time.</param>
internal sealed record CheckoutFingerprint(
    string? Head,
    string? Branch,
    string IndexHash,
    IReadOnlyDictionary<string, string> Edited
)
{
    public static async Task<CheckoutFingerprint> TakeAsync(
        GitRepository repo,
        CancellationToken ct
    )
    {
        if (repo.IsBare)
        {
            var head = await repo.Git("rev-parse", "HEAD").TextAsync(ct).ConfigureAwait(false);
            return new CheckoutFingerprint(head, null, "", new Dictionary<string, string>());
        }
        var status = await PorcelainStatus.ReadAsync(repo.Git(), "all", ct).ConfigureAwait(false);
        var staged = await repo.Git("ls-files", "-s", "-z").CheckAsync(ct).ConfigureAwait(false);
        var edited = status
            .Changed.Select(change => (change.Path, change.State))
            .Concat(status.Untracked.Select(path => (Path: path, State: "??")))
            .ToDictionary(one => one.Path, one => $"{one.State} {Stamp(repo.Path, one.Path)}");
        return new CheckoutFingerprint(
            status.Head,
            status.Branch,
            Convert.ToHexStringLower(SHA256.HashData(staged.OutputBytes)),
            edited
        );
    }

    /// <summary>What has changed since, in words that name the paths; empty when nothing has.</summary>
    public IReadOnlyList<string> ChangesUntil(CheckoutFingerprint later)
    {
        List<string> changes = [];
        if (Branch != later.Branch)
            changes.Add($"branch: {Branch ?? "none"} -> {later.Branch ?? "none"}");
        if (Head != later.Head)
            changes.Add($"HEAD: {Head ?? "none"} -> {later.Head ?? "none"}");
        if (IndexHash != later.IndexHash)
            changes.Add("index");
        var paths = Edited.Keys.Union(later.Edited.Keys).Order(StringComparer.Ordinal);
        changes.AddRange(
            paths.Where(path =>
                Edited.GetValueOrDefault(path) != later.Edited.GetValueOrDefault(path)
            )
        );
        return changes;
    }

    private static string Stamp(string root, string path)
    {
        var file = new FileInfo(Path.Join(root, path));
        return file.Exists ? $"{file.Length}@{file.LastWriteTimeUtc.Ticks}" : "-";
    }
}
