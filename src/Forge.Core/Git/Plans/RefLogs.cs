using System.Globalization;
using Forge.Core.Platform;

namespace Forge.Core.Git.Plans;

/// <summary>
/// What git wrote down of moves of refs, read from its files. A bare repository, or one with core.logAllRefUpdates off,
/// keeps no such logs, and then nothing is found.
/// </summary>
internal static class RefLogs
{
    private const string Heads = "refs/heads/";
    private const string Switch = "checkout: moving from ";

    /// <summary>
    /// What went through one checkout: commits, merges, resets, and branches that were begun there. Of a checkout that is
    /// no attempt's it was, as far as can be seen, a person; of an attempt's worktree it was its agent.
    /// </summary>
    /// <param name="since">Whole seconds; what happened in the same one counts.</param>
    public static IReadOnlyList<RefMove> Through(string checkout, DateTimeOffset since)
    {
        if (GitDirectories.Of(checkout) is not { } git)
            return [];
        // The log names a branch only where HEAD goes to another one: told backwards, from the one it is on now.
        var branch = RefFiles.BranchOf(git);
        List<RefMove> moves = [];
        foreach (var entry in Read(Path.Join(git, "logs", "HEAD"), since).Reverse())
            if (Switched(entry.Message) is var (from, to))
            {
                // Going there moves none, but it may have begun the branch.
                moves.Add(new RefMove(Heads + to, null, entry.To));
                branch = from;
            }
            else if (branch is not null)
                moves.Add(new RefMove(Heads + branch, entry.From, entry.To));
        moves.Reverse();
        return moves;
    }

    /// <summary>Branches of remotes that were pushed to, from this repository or one of its worktrees.</summary>
    public static IReadOnlyList<RefMove> Pushes(GitRepository repo, DateTimeOffset since)
    {
        var logs = Path.Join(repo.CommonDirectory, "logs");
        var remotes = Path.Join(logs, "refs", "remotes");
        if (!Directory.Exists(remotes))
            return [];
        return
        [
            .. from file in Directory
                .EnumerateFiles(remotes, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
            from entry in Read(file, since)
            where entry.Message == "update by push"
            select new RefMove(Path.GetRelativePath(logs, file), entry.From, entry.To),
        ];
    }

    /// <summary>Whether somebody other than Forge committed in a checkout.</summary>
    public static bool HasCommits(string checkout, DateTimeOffset since) =>
        GitDirectories.Of(checkout) is { } git
        && Read(Path.Join(git, "logs", "HEAD"), since)
            .Any(e => e.Message.StartsWith("commit", StringComparison.Ordinal));

    /// <summary>False when git keeps a log of its refs, and that of this one does not say how it came to the commit where it is.</summary>
    public static bool Tells(GitRepository repo, string name, string commit)
    {
        var logs = Path.Join(repo.CommonDirectory, "logs");
        return !File.Exists(Path.Join(logs, "HEAD"))
            || Read(Path.Join(logs, name), DateTimeOffset.UnixEpoch).Any(e => e.To == commit)
            // What went on since, or was deleted, took its log along.
            || !RefFiles.TryResolve(repo.CommonDirectory, name, out var tip)
            || tip != commit;
    }

    private sealed record Entry(string? From, string? To, string Message);

    private static (string From, string To)? Switched(string message) =>
        message.StartsWith(Switch, StringComparison.Ordinal)
        && message[Switch.Length..].Split(' ') is [var from, "to", var to]
            ? (from, to)
            : null;

    private static IEnumerable<Entry> Read(string file, DateTimeOffset since)
    {
        foreach (var line in (Files.TryReadText(file) ?? "").Split('\n'))
        {
            // from to name <mail> seconds zone TAB message
            var tab = line.IndexOf('\t');
            var head = tab < 0 ? line : line[..tab];
            var ids = head.Split(' ', 3);
            var time = head[(head.LastIndexOf('>') + 1)..].Trim().Split(' ')[0];
            if (
                ids.Length == 3
                && long.TryParse(
                    time,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var seconds
                )
                && seconds >= since.ToUnixTimeSeconds()
            )
                yield return new Entry(
                    Unless(ids[0]),
                    Unless(ids[1]),
                    tab < 0 ? "" : line[(tab + 1)..]
                );
        }
    }

    private static string? Unless(string id) => id.Trim('0').Length == 0 ? null : id;
}
