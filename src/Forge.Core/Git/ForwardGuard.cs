using System.Globalization;
using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>
/// What stands around a fast-forward of a checkout: git brings files and index forward before it moves the branch, and
/// when a later step fails it leaves the earlier ones done.
/// </summary>
internal static class ForwardGuard
{
    /// <summary>Below this much free room the merge's files are counted.</summary>
    private const long Plenty = 1L << 30;
    private const long Margin = 1L << 20;

    /// <returns>Null when nothing stands in the way; else what does, and what to do.</returns>
    public static async Task<string?> InTheWayAsync(
        GitRepository repo,
        string checkout,
        string target,
        TargetMove move,
        CancellationToken ct
    )
    {
        try
        {
            var git = GitDirectories.Of(checkout)!;
            await IndexLock.WaitAsync(git, ct).ConfigureAwait(false);
            await IndexLock.WaitForAsync(Path.Join(git, "HEAD.lock"), ct).ConfigureAwait(false);
            var branch = Path.Join(repo.CommonDirectory, "refs", "heads", target + ".lock");
            await IndexLock.WaitForAsync(branch, ct).ConfigureAwait(false);
        }
        catch (RuleBroken held)
        {
            return held.Message;
        }
        return await RoomAsync(checkout, move, ct).ConfigureAwait(false);
    }

    /// <summary>Brings files and index back where a forward failed at its last step.</summary>
    /// <param name="kept">Files of the person that were there before, equal to what came: they stay, and stay in the index.</param>
    public static async Task GoBackAsync(
        string checkout,
        TargetMove move,
        IReadOnlyList<EqualFile> kept,
        CancellationToken ct
    )
    {
        var head = await GitCommand
            .In(checkout, "rev-parse", "--verify", "--quiet", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (head.Output.Trim() != move.From)
            return;
        var all = await ChangedAsync(checkout, move, ct).ConfigureAwait(false);
        var changed = all.Except(kept.Select(file => file.Path));
        var differ = await GitCommand
            .In(checkout, "diff-index", "--cached", "-z", "--name-only", "--no-renames", move.To)
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        // Not at the merge's state: git refused before it touched anything.
        if (changed.Intersect(differ).Any())
            return;
        var to =
            kept.Count == 0
                ? move.From
                : await WithAsync(checkout, move.From, kept, ct).ConfigureAwait(false);
        var back = GitCommand.In(checkout, "read-tree", "-m", "-u", move.To, to) with
        {
            Finishes = true,
        };
        await back.CheckAsync(ct).ConfigureAwait(false);
    }

    // Going back to what does not have these files would take them along.
    private static async Task<string> WithAsync(
        string checkout,
        string commit,
        IReadOnlyList<EqualFile> kept,
        CancellationToken ct
    )
    {
        using var index = PrivateIndex.Empty();
        var git = GitCommand.In(checkout, "read-tree", commit) with { IndexFile = index.File };
        await git.CheckAsync(ct).ConfigureAwait(false);
        var add = git with { Arguments = ["update-index", "-z", "--index-info"] };
        await add.Naming(kept.Select(file => $"{file.Entry}\t{file.Path}"))
            .CheckAsync(ct)
            .ConfigureAwait(false);
        var write = git with { Arguments = ["write-tree"] };
        return await write.TextAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The paths that the merge changes.</summary>
    public static Task<IReadOnlyList<string>> ChangedAsync(
        string checkout,
        TargetMove move,
        CancellationToken ct
    ) =>
        GitCommand
            .In(
                checkout,
                "diff-tree",
                "-r",
                "-z",
                "--name-only",
                "--no-renames",
                move.From,
                move.To
            )
            .FieldsAsync(ct);

    // A checkout that runs out of room is left with half of the files.
    private static async Task<string?> RoomAsync(
        string checkout,
        TargetMove move,
        CancellationToken ct
    )
    {
        var free = new DriveInfo(checkout).AvailableFreeSpace;
        if (free > Plenty)
            return null;
        var raw = await GitCommand
            .In(checkout, "diff-tree", "-r", "--no-renames", move.From, move.To)
            .CheckAsync(ct)
            .ConfigureAwait(false);
        var blobs = raw
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 5)[3]);
        var sizes = await GitCommand
            .In(checkout, "cat-file", "--batch-check=%(objectsize)")
            .Saying(string.Concat(blobs.Select(blob => blob + "\n")))
            .CheckAsync(ct)
            .ConfigureAwait(false);
        var needed = sizes
            .Output.Split('\n')
            .Sum(line =>
                long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                    ? size
                    : 0
            );
        return needed + Margin <= free
            ? null
            : $"The disk of {checkout} is full: the merge needs {needed} bytes there and {free} are free. "
                + "Make room, then merge again";
    }
}
