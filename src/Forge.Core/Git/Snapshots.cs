using System.Globalization;
using System.Text.Json;

namespace Forge.Core.Git;

/// <summary>The state of a worktree at one moment, kept as a commit under <c>refs/forge/snap/&lt;attempt&gt;/&lt;n&gt;</c>.</summary>
/// <param name="Sha">A commit whose parent is the worktree's HEAD at that moment.</param>
/// <param name="Nested">Repositories inside the worktree, saved apart.</param>
internal sealed record Snapshot(
    string Ref,
    int Number,
    string Sha,
    string Tree,
    DateTimeOffset TakenAt,
    IReadOnlyList<NestedSnapshot> Nested
);

/// <param name="Made">False when the worktree equals the last snapshot, which is then the one given.</param>
/// <param name="Unread">Git's words on files that could not be read and are missing from it; empty when all could.</param>
internal sealed record SnapshotTaken(Snapshot Snapshot, bool Made, string Unread);

/// <summary>Saves and brings back worktrees. Taking one changes neither the worktree nor its index.</summary>
internal static class Snapshots
{
    public const string Root = "refs/forge/snap/";

    public static async Task<SnapshotTaken> TakeAsync(
        GitRepository repo,
        string worktree,
        Guid attempt,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.CopyOf(worktree);
        var (status, unread) = await index.TakeAllAsync(worktree, null, ct).ConfigureAwait(false);
        var tree = await WriteTreeAsync(worktree, index, ct).ConfigureAwait(false);
        var nested = await SaveNestedAsync(repo, worktree, status, ct).ConfigureAwait(false);
        while (true)
        {
            var all = await ListAsync(repo, attempt, ct).ConfigureAwait(false);
            // A detached HEAD may carry commits that no branch holds, so then a snapshot is made even of an equal tree.
            if (all.Count > 0 && status.Branch is not null && IsSame(all[^1], tree, nested))
                return new SnapshotTaken(all[^1], false, unread);
            var number = all.Count == 0 ? 1 : all[^1].Number + 1;
            if (
                await WriteAsync(repo, attempt, number, tree, status.Head, nested, ct)
                    .ConfigureAwait(false) is
                { } snapshot
            )
                return new SnapshotTaken(snapshot, true, unread);
        }
    }

    /// <summary>All snapshots of an attempt, oldest first.</summary>
    public static Task<IReadOnlyList<Snapshot>> ListAsync(
        GitRepository repo,
        Guid attempt,
        CancellationToken ct
    ) => ReadAsync(repo, $"{Root}{attempt}/", ct);

    /// <summary>All snapshots of all attempts.</summary>
    public static Task<IReadOnlyList<Snapshot>> ListAllAsync(
        GitRepository repo,
        CancellationToken ct
    ) => ReadAsync(repo, Root, ct);

    /// <summary>
    /// The newest snapshot of each of the attempts that has one, with the commit it was taken on; one process for all.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, (string Sha, string Parent)>> NewestAsync(
        GitRepository repo,
        IReadOnlyCollection<Guid> attempts,
        CancellationToken ct
    )
    {
        if (attempts.Count == 0)
            return new Dictionary<Guid, (string, string)>();
        var text = await repo.Git([
                "for-each-ref",
                "--format=%(refname) %(objectname) %(parent)",
                .. attempts.Select(attempt => $"{Root}{attempt}/"),
            ])
            .TextAsync(ct)
            .ConfigureAwait(false);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length == 3)
            .Select(fields => (Name: fields[0][Root.Length..].Split('/'), Fields: fields))
            // Nested repositories' own have one part more.
            .Where(one => one.Name.Length == 2)
            .GroupBy(one => Guid.Parse(one.Name[0]))
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    var last = group.MaxBy(one =>
                        int.Parse(one.Name[1], CultureInfo.InvariantCulture)
                    );
                    return (last.Fields[1], last.Fields[2]);
                }
            );
    }

    /// <summary>
    /// Makes a worktree's files equal to a snapshot, also removing what the snapshot does not have (ignored files stay).
    /// Take a snapshot first: what is there now is replaced. The real index stays as it is.
    /// </summary>
    public static async Task RestoreAsync(
        GitRepository repo,
        Snapshot snapshot,
        string worktree,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.CopyOf(worktree);
        await index.TakeAllAsync(worktree, null, ct).ConfigureAwait(false);
        await new GitCommand(worktree, ["read-tree", "--reset", "-u", snapshot.Tree])
        {
            IndexFile = index.File,
        }
            .CheckAsync(ct)
            .ConfigureAwait(false);
        foreach (var nested in snapshot.Nested)
            await NestedRepositories.RestoreAsync(repo, worktree, nested, ct).ConfigureAwait(false);
    }

    private static Task<string> WriteTreeAsync(
        string worktree,
        PrivateIndex index,
        CancellationToken ct
    ) => new GitCommand(worktree, ["write-tree"]) { IndexFile = index.File }.TextAsync(ct);

    private static async Task<IReadOnlyList<NestedSnapshot>> SaveNestedAsync(
        GitRepository repo,
        string worktree,
        PorcelainStatus status,
        CancellationToken ct
    )
    {
        // A changed submodule is in danger like a repository that git does not track: its git directory goes with the worktree.
        var submodules = status
            .Changed.Where(change => change.IsSubmodule)
            .Select(change => change.Path)
            .Where(path => GitDirectories.Of(Path.Join(worktree, path)) is not null);
        List<NestedSnapshot> saved = [];
        foreach (var path in status.NestedRepositories.Concat(submodules))
            saved.AddRange(
                await NestedRepositories.SaveAsync(repo, worktree, path, ct).ConfigureAwait(false)
            );
        return saved;
    }

    private static bool IsSame(Snapshot last, string tree, IReadOnlyList<NestedSnapshot> nested) =>
        last.Tree == tree
        && last.Nested.Select(one => (one.Path, one.Tree))
            .SequenceEqual(nested.Select(one => (one.Path, one.Tree)));

    /// <returns>Null when another snapshot took the number at the same moment.</returns>
    private static async Task<Snapshot?> WriteAsync(
        GitRepository repo,
        Guid attempt,
        int number,
        string tree,
        string? head,
        IReadOnlyList<NestedSnapshot> nested,
        CancellationToken ct
    )
    {
        string[] parents = head is null ? [] : ["-p", head];
        var message = $"forge snapshot {number}\n\n{JsonSerializer.Serialize(nested)}\n";
        var commit = repo.Git(["commit-tree", tree, .. parents]) with
        {
            Variables = Identity.OfForge,
        };
        var sha = await commit.Saying(message).TextAsync(ct).ConfigureAwait(false);
        var name = $"{Root}{attempt}/{number}";
        var refs = nested.Select((one, at) => $"create {name}-nested/{at} {one.Commit}\n");
        var update = await repo.Git("update-ref", "--stdin")
            .Saying($"create {name} {sha}\n{string.Concat(refs)}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        var all = await ReadAsync(repo, name, ct).ConfigureAwait(false);
        if (!update.Ok && all.Count == 0)
            throw new GitFailed("update-ref", update);
        return all.SingleOrDefault(one => one.Sha == sha);
    }

    private static async Task<IReadOnlyList<Snapshot>> ReadAsync(
        GitRepository repo,
        string prefix,
        CancellationToken ct
    )
    {
        const string format =
            "%(refname)%00%(objectname)%00%(tree)%00%(committerdate:unix)%00%(contents:body)%00";
        var text = await repo.Git("for-each-ref", "--format=" + format, prefix)
            .TextAsync(ct)
            .ConfigureAwait(false);
        return
        [
            .. text.Split('\0')
                .Chunk(5)
                .Where(fields => fields.Length == 5 && !fields[0].Contains("-nested/"))
                .Select(Read)
                .OrderBy(snapshot => snapshot.Ref[..snapshot.Ref.LastIndexOf('/')])
                .ThenBy(snapshot => snapshot.Number),
        ];
    }

    private static Snapshot Read(string[] fields) =>
        new(
            fields[0].TrimStart('\n'),
            int.Parse(fields[0][(fields[0].LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture),
            fields[1],
            fields[2],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[3], CultureInfo.InvariantCulture)),
            JsonSerializer.Deserialize<List<NestedSnapshot>>(fields[4]) ?? []
        );
}
