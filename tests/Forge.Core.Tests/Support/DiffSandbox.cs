using Forge.Core.Diffs;
using Forge.Core.Git;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Tests.Support;

/// <summary>An attempt's worktree with an open live diff.</summary>
internal sealed class DiffSandbox : IAsyncDisposable
{
    private readonly Inotify? _inotify;

    private DiffSandbox(GitSandbox git, AttemptTree tree, bool byHand)
    {
        Git = git;
        Tree = tree;
        Base = git.Sha("main");
        _inotify = byHand ? null : new Inotify();
        Live = new LiveDiffs(
            Path.Join(git.Root, "scratch"),
            _inotify is null ? Bell.Watch : DirectoryWatches.By(_inotify),
            TimeProvider.System
        );
        Lease = Live.Open(tree.Attempt, git.Repo, tree.Worktree, Base);
    }

    public GitSandbox Git { get; }
    public AttemptTree Tree { get; }
    public string Base { get; }
    public HandBell Bell { get; } = new();
    public LiveDiffs Live { get; }
    public DiffLease Lease { get; }
    public DiffFeed Feed => Lease.Feed;
    public string Top => Tree.Worktree;

    public static async Task<DiffSandbox> CreateAsync(
        bool byHand = true,
        Action<GitSandbox>? before = null,
        Action<AttemptTree>? within = null
    )
    {
        var git = await GitSandbox.CreateAsync();
        before?.Invoke(git);
        var tree = await git.AttemptAsync();
        within?.Invoke(tree);
        return new DiffSandbox(git, tree, byHand);
    }

    public void Write(string path, string content)
    {
        MakeParents(path);
        File.WriteAllText(Path.Join(Top, path), content);
        Bell.Ring(Path.Join(Top, path));
    }

    public void Delete(string path)
    {
        var full = Path.Join(Top, path);
        if (Directory.Exists(full) && new FileInfo(full).LinkTarget is null)
            Directory.Delete(full, recursive: true);
        else
            File.Delete(full);
        Bell.Ring(full);
    }

    public void Move(string from, string to)
    {
        MakeParents(to);
        Directory.Move(Path.Join(Top, from), Path.Join(Top, to));
        Bell.Ring(Path.Join(Top, from));
        Bell.Ring(Path.Join(Top, to));
    }

    /// <summary>The kernel tells of a new directory once; what is made in it before it is watched is not told.</summary>
    public void MakeParents(string path)
    {
        var parts = path.Split('/')[..^1];
        for (var depth = 1; depth <= parts.Length; depth++)
        {
            var full = Path.Join(Top, string.Join('/', parts[..depth]));
            if (Directory.Exists(full))
                continue;
            Directory.CreateDirectory(full);
            Bell.Ring(full);
        }
    }

    public async Task<DiffPage> AllAsync()
    {
        await Feed.SettleAsync(GitSandbox.Deadline);
        return await Feed.ReadAsync(0, GitSandbox.Deadline);
    }

    public async Task<DiffEntry> OnlyAsync() => (await AllAsync()).Changed.ShouldHaveSingleItem();

    public async Task<FileDiff> OnlyFileAsync() =>
        await Feed.ContentAsync(await OnlyAsync(), GitSandbox.Deadline);

    public async Task<string[]> NamesAsync() =>
        [
            .. (await AllAsync())
                .Changed.Select(one => $"{one.Change} {one.Path}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Follows the feed as a reader does until a condition holds; a missed bell runs into the deadline.</summary>
    public async Task<IReadOnlyDictionary<string, DiffEntry>> UntilAsync(
        Func<IReadOnlyDictionary<string, DiffEntry>, bool> holds
    )
    {
        var deadline = GitSandbox.Deadline;
        var seen = new Dictionary<string, DiffEntry>();
        var version = 0L;
        while (true)
        {
            var ticket = Feed.Bell.Now;
            var page = await Feed.ReadAsync(version, deadline);
            foreach (var path in page.Removed)
                seen.Remove(path);
            foreach (var entry in page.Changed)
                seen[entry.Path] = entry;
            version = page.Next;
            if (holds(seen))
                return seen;
            await Forge.Core.Streams.Bell.WaitAsync(ticket, deadline);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Lease.DisposeAsync();
        await Live.DisposeAsync();
        _inotify?.Dispose();
        Git.Dispose();
    }
}
