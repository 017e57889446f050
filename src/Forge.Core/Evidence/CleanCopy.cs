using Forge.Core.Git;
using Forge.Core.Platform;

namespace Forge.Core.Evidence;

/// <summary>
/// A throw-away checkout of one commit: nothing in it but what is committed. It is on no branch, so it holds none, and
/// locked, so that nobody's prune takes it while something runs there.
/// </summary>
internal sealed class CleanCopy : IAsyncDisposable
{
    private readonly GitRepository _repo;

    private CleanCopy(GitRepository repo, string path, string commit)
    {
        _repo = repo;
        Path = path;
        Commit = commit;
    }

    public string Path { get; }
    public string Commit { get; }

    /// <summary>Makes one as a new directory in <paramref name="folder"/>. The commit needs no ref.</summary>
    /// <param name="folder">Below the state's scratch; nothing but such copies may be in it.</param>
    /// <exception cref="GitFailed">It could not be made; nothing of it is left.</exception>
    public static async Task<CleanCopy> MakeAsync(
        GitRepository repo,
        string commit,
        string folder,
        CancellationToken ct
    )
    {
        Files.CreatePrivateDirectory(folder);
        var name = $"copy-{Guid.NewGuid().ToString("N")[..8]}";
        var copy = new CleanCopy(
            repo,
            System.IO.Path.Join(GitDirectories.Normal(folder), name),
            commit
        );
        try
        {
            await repo.WriteAsync(copy.BeginAsync, ct).ConfigureAwait(false);
            await NewWorktree
                .In(copy.Path, "reset", "--hard", "--quiet")
                .CheckAsync(ct)
                .ConfigureAwait(false);
            if (GitDirectories.Of(copy.Path) is { } administration)
                WorktreeLock.Set(administration, WorktreeLock.CleanCopy);
            return copy;
        }
        catch (Exception error) when (error is GitFailed or OperationCanceledException)
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Takes away what killed servers left of a repository's copies. Only at the start, before any is made, and after
    /// what ran in them was ended.
    /// </summary>
    public static async Task RemoveLeftoversAsync(
        GitRepository repo,
        string folder,
        CancellationToken ct
    )
    {
        var place = GitDirectories.Normal(folder);
        if (Directory.Exists(place))
            foreach (var path in Directory.GetDirectories(place).Where(one => IsOf(repo, one)))
                await RemoveAsync(repo, path, ct).ConfigureAwait(false);
        await ForgetAsync(repo, place, ct).ConfigureAwait(false);
    }

    /// <summary>Removes it with everything that came into it. Not to be cancelled: nobody else would do it before the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await RemoveAsync(_repo, Path, CancellationToken.None).ConfigureAwait(false);
        // A making that was cut off may have come no further than the entry; so may somebody have deleted the directory.
        await ForgetAsync(_repo, System.IO.Path.GetDirectoryName(Path)!, CancellationToken.None)
            .ConfigureAwait(false);
    }

    private async Task<bool> BeginAsync(CancellationToken ct)
    {
        await NewWorktree.AddAsync(_repo, Path, Commit, "", ct).ConfigureAwait(false);
        return true;
    }

    // Renamed and forgotten in the queue, deleted outside of it.
    private static async Task RemoveAsync(GitRepository repo, string path, CancellationToken ct)
    {
        var gone = await repo.WriteAsync(_ => Task.FromResult(PreparedLeftovers.Detach(path)), ct)
            .ConfigureAwait(false);
        if (gone is not null)
            await Trees.DeleteAsync(gone, ct).ConfigureAwait(false);
    }

    // In the queue nobody is being made, so an entry without a directory is a left one.
    private static Task<bool> ForgetAsync(
        GitRepository repo,
        string folder,
        CancellationToken ct
    ) =>
        repo.WriteAsync(
            _ =>
            {
                PreparedLeftovers.ForgetDeleted(repo, folder);
                return Task.FromResult(true);
            },
            ct
        );

    // One that lost its pointer to git is nobody's any more: killed in the middle of being deleted.
    private static bool IsOf(GitRepository repo, string path)
    {
        var dot = System.IO.Path.Join(path, ".git");
        if (!File.Exists(dot) || GitDirectories.PointedAt(dot) is not { } administration)
            return true;
        return !Directory.Exists(administration)
            || GitDirectories.CommonOf(administration) == repo.CommonDirectory;
    }
}
