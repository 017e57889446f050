using System.Security.Cryptography;
using System.Text;
using Forge.Core.Domain;
using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// Makes worktrees ahead of need, below one folder of the state, and gives each out once. It remembers nothing: what is
/// there is read from the files each time.
/// </summary>
internal sealed class PreparedWorktrees(string root, TimeProvider time)
{
    /// <summary>Below this number of files a second look at them costs less than avoiding it.</summary>
    private const int FewFiles = 1_000;

    /// <summary>So many files are brought to another commit without asking how many there are.</summary>
    private const int FewChanges = 50;

    /// <summary>More changes than that would keep others waiting for the repository.</summary>
    private const int MostInQueue = 1_000;

    private static readonly TimeSpan PastTheSecond = TimeSpan.FromMilliseconds(1_100);

    private readonly CheckoutSettingsReader _settings = new(time);

    /// <summary>Where the prepared ones of a repository are; the name is for people who list worktrees.</summary>
    public string FolderOf(GitRepository repo) => FolderOf(repo.CommonDirectory);

    /// <summary>The same without opening the repository; null when there is none at the path.</summary>
    public string? FolderAt(string repository) =>
        GitDirectories.Of(repository) is { } git
            ? FolderOf(GitDirectories.Normal(GitDirectories.CommonOf(git)))
            : null;

    private string FolderOf(string common)
    {
        var named = Path.GetFileName(common) == ".git" ? Path.GetDirectoryName(common)! : common;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(common)));
        var name = $"{BranchNames.Slug(Path.GetFileName(named))}-{hash[..10]}";
        return Path.Join(GitDirectories.Normal(root), name);
    }

    /// <summary>The folders of all repositories that have, or had, prepared ones.</summary>
    public IReadOnlyList<string> Folders() =>
        Directory.Exists(root) ? Directory.GetDirectories(GitDirectories.Normal(root)) : [];

    /// <summary>The complete ones of a repository.</summary>
    public IReadOnlyList<PreparedWorktree> Of(GitRepository repo)
    {
        var folder = FolderOf(repo);
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(folder)
                    .Select(PreparedWorktree.At)
                    .OfType<PreparedWorktree>()
                    .Where(one =>
                        GitDirectories.CommonOf(one.Administration) == repo.CommonDirectory
                    ),
            ]
            : [];
    }

    /// <summary>
    /// Makes one at a commit, with patience: only its beginning is in the repository's queue, and its files are written
    /// at low priority. Null when this repository's checkouts cannot be prepared.
    /// </summary>
    /// <exception cref="GitFailed">It could not be made; nothing of it is left.</exception>
    public async Task<PreparedWorktree?> MakeAsync(
        GitRepository repo,
        string commit,
        CancellationToken ct
    )
    {
        var settings = await _settings.ReadAsync(repo, ct).ConfigureAwait(false);
        if (!settings.MayPrepare)
            return null;
        var folder = FolderOf(repo);
        Files.CreatePrivateDirectory(folder);
        var path = Path.Join(folder, $"forge-{Guid.NewGuid().ToString("N")[..8]}");
        try
        {
            await repo.WriteAsync(
                    async inner =>
                    {
                        await NewWorktree
                            .AddAsync(repo, path, commit, "", inner)
                            .ConfigureAwait(false);
                        return true;
                    },
                    ct
                )
                .ConfigureAwait(false);
            await Gently(path, "reset", "--hard", "--quiet").CheckAsync(ct).ConfigureAwait(false);
        }
        catch (GitFailed)
        {
            await RemoveAsync(repo, path, ct).ConfigureAwait(false);
            throw;
        }
        Offer(path, settings);
        return PreparedWorktree.At(path);
    }

    /// <summary>
    /// Git looks into every file whose time is that of its index, to the second: right after a checkout these are all
    /// files. Done a second later, and into an index of its own that replaces the real one only while nobody has taken
    /// the worktree, this makes the first look of its user a short one.
    /// </summary>
    public async Task SettleAsync(
        GitRepository repo,
        PreparedWorktree prepared,
        CancellationToken ct
    )
    {
        if (prepared.Entries < FewFiles)
            return;
        await Task.Delay(PastTheSecond, time, ct).ConfigureAwait(false);
        var index = Path.Join(prepared.Administration, "index");
        var settled = Path.Join(prepared.Administration, "forge-index");
        try
        {
            var before = CheckoutSettings.Stamp(index);
            File.Copy(index, settled, overwrite: true);
            var refresh = Gently(
                prepared.Path,
                "update-index",
                "-q",
                "--refresh",
                "--force-write-index"
            );
            await (refresh with { IndexFile = settled }).CheckAsync(ct).ConfigureAwait(false);
            await repo.WriteAsync(
                    _ =>
                    {
                        var same = CheckoutSettings.Stamp(index) == before;
                        if (same && PreparedWorktree.At(prepared.Path) == prepared)
                            File.Move(settled, index, overwrite: true);
                        return Task.FromResult(true);
                    },
                    ct
                )
                .ConfigureAwait(false);
        }
        catch (GitFailed taken) when (taken.PlaceIsGone)
        {
            // Somebody was glad to have it before that.
        }
        finally
        {
            File.Delete(settled);
        }
    }

    /// <summary>
    /// Makes a prepared worktree into the attempt's own, on a new branch at a commit. False when there is none that
    /// fits, or it could not be brought there: then nothing is in the way of making one.
    /// </summary>
    public async Task<bool> TakeAsync(
        GitRepository repo,
        string worktree,
        string branch,
        string commit,
        CancellationToken ct
    )
    {
        if (Directory.Exists(worktree) || Of(repo).Count == 0)
            return false;
        var settings = await _settings.ReadAsync(repo, ct).ConfigureAwait(false);
        if (
            await repo.WriteAsync(inner => ClaimAsync(inner), ct).ConfigureAwait(false)
            is not { } taken
        )
            return false;
        try
        {
            await PreparedClaim
                .FinishAsync(taken, worktree, branch, commit, settings.PlainRefs, ct)
                .ConfigureAwait(false);
            return true;
        }
        catch (Exception error)
            when (error is GitFailed or IOException or UnauthorizedAccessException)
        {
            await UndoAsync(repo, taken, worktree, ct).ConfigureAwait(false);
            return false;
        }

        async Task<PreparedWorktree?> ClaimAsync(CancellationToken inner)
        {
            if (await Branches.LocalAsync(repo, branch, inner).ConfigureAwait(false) is not null)
                return null;
            var fitting = Of(repo).Where(p => p.Mark == settings.Mark);
            var one = await NearestAsync(repo, fitting, commit, int.MaxValue, inner)
                .ConfigureAwait(false);
            return one is not null && PreparedClaim.TryTake(one, worktree) ? one : null;
        }
    }

    /// <summary>
    /// Brings one to the commit and settings of now while nobody asks for it. False when too much differs: then it is better
    /// made anew.
    /// </summary>
    public async Task<bool> RenewAsync(
        GitRepository repo,
        PreparedWorktree prepared,
        string commit,
        CancellationToken ct
    )
    {
        var settings = await _settings.ReadAsync(repo, ct).ConfigureAwait(false);
        if (settings.Mark != prepared.Mark)
            return false;
        if (prepared.Commit == commit)
            return true;
        var near = await NearestAsync(repo, [prepared], commit, MostInQueue, ct)
            .ConfigureAwait(false);
        if (near is null)
            return false;
        return await repo.WriteAsync(
                async inner =>
                {
                    if (PreparedWorktree.At(prepared.Path) != prepared)
                        return true;
                    WorktreeLock.Set(prepared.Administration, WorktreeLock.BeingMade);
                    var moved = await NewWorktree
                        .In(prepared.Path, "checkout", "-q", "--detach", commit, "--")
                        .RunAsync(inner)
                        .ConfigureAwait(false);
                    if (moved.Ok)
                        Offer(prepared.Path, settings);
                    return moved.Ok;
                },
                ct
            )
            .ConfigureAwait(false);
    }

    /// <summary>Takes one away: a complete one, an unfinished one, or what is left of one.</summary>
    public static async Task RemoveAsync(GitRepository repo, string path, CancellationToken ct)
    {
        var gone = await repo.WriteAsync(_ => Task.FromResult(PreparedLeftovers.Detach(path)), ct)
            .ConfigureAwait(false);
        if (gone is not null)
            await Trees.DeleteAsync(gone, ct).ConfigureAwait(false);
    }

    /// <summary>What is below a repository's folder and no complete one. Only for the one who makes them all.</summary>
    public async Task RemoveLeftoversAsync(GitRepository repo, CancellationToken ct)
    {
        foreach (var path in PreparedLeftovers.In(FolderOf(repo)).ToList())
            await RemoveAsync(repo, path, ct).ConfigureAwait(false);
    }

    /// <summary>A whole folder whose repository is no project any more, or not even there.</summary>
    public static async Task RemoveFolderAsync(string folder, CancellationToken ct)
    {
        foreach (var path in Directory.GetDirectories(folder))
            if (PreparedLeftovers.Detach(path) is { } gone)
                await Trees.DeleteAsync(gone, ct).ConfigureAwait(false);
        Directory.Delete(folder);
    }

    /// <summary>Entries in the repository of prepared ones that somebody deleted by hand; only while no attempt is being made.</summary>
    public Task ForgetDeletedAsync(GitRepository repo, CancellationToken ct) =>
        repo.WriteAsync(
            _ =>
            {
                PreparedLeftovers.ForgetDeleted(repo, FolderOf(repo));
                return Task.FromResult(true);
            },
            ct
        );

    // Only where less than half of the files differ is moving one the shorter way.
    private static async Task<PreparedWorktree?> NearestAsync(
        GitRepository repo,
        IEnumerable<PreparedWorktree> all,
        string commit,
        int most,
        CancellationToken ct
    )
    {
        var ready = all.ToList();
        if (ready.FirstOrDefault(one => one.Commit == commit) is { } exact)
            return exact;
        foreach (var one in ready)
        {
            var changed = await repo.Git(
                    "diff-tree",
                    "-r",
                    "-z",
                    "--name-only",
                    "--no-renames",
                    one.Commit,
                    commit
                )
                .RunAsync(ct)
                .ConfigureAwait(false);
            var limit = Math.Min(most, Math.Max(FewChanges, one.Entries / 2));
            if (changed.Ok && GitCommand.Fields(changed).Count <= limit)
                return one;
        }
        return null;
    }

    private static GitCommand Gently(string path, params string[] arguments) =>
        NewWorktree.In(path, arguments) with
        {
            Gentle = true,
        };

    private static void Offer(string path, CheckoutSettings settings)
    {
        var administration =
            GitDirectories.Of(path) ?? throw RuleBroken.Conflict($"Git made no worktree at {path}");
        File.WriteAllText(PreparedWorktree.MarkOf(administration), settings.Mark);
        WorktreeLock.Set(administration, WorktreeLock.Prepared);
    }

    private static Task<bool> UndoAsync(
        GitRepository repo,
        PreparedWorktree taken,
        string worktree,
        CancellationToken ct
    ) =>
        repo.WriteAsync(
            async inner =>
            {
                await HalfMadeWorktree
                    .RedoAsync(taken.Administration, worktree, inner)
                    .ConfigureAwait(false);
                return true;
            },
            ct
        );
}
