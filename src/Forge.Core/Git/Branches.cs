using System.Globalization;
using System.Text.RegularExpressions;

namespace Forge.Core.Git;

internal sealed record BranchInfo(
    string Name,
    bool IsCurrent,
    bool IsRemote,
    DateTimeOffset LastCommit
);

internal sealed record CommitInfo(string Sha, string Subject);

internal readonly record struct AheadBehind(int Ahead, int Behind);

/// <summary>How two commits stand to each other, seen from the head.</summary>
internal sealed record CommitComparison(
    string HeadOid,
    string TargetOid,
    int AheadFromHead,
    int BehindFromHead,
    bool IsLinear
);

/// <summary>What the repository's branches and commits are. Only reads.</summary>
internal static partial class Branches
{
    private const string Heads = "refs/heads/";
    private const string Remotes = "refs/remotes/";

    /// <summary>All branches, the current one first, then the newest; one call of git.</summary>
    public static async Task<IReadOnlyList<BranchInfo>> ListAsync(
        GitRepository repo,
        CancellationToken ct
    )
    {
        const string format = "%(HEAD)%00%(refname)%00%(committerdate:unix)%00%(symref)";
        var text = await repo.Git("for-each-ref", "--format=" + format, Heads, Remotes)
            .TextAsync(ct)
            .ConfigureAwait(false);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\0'))
                .Where(fields => fields[3].Length == 0)
                .Select(Read)
                .OrderByDescending(branch => branch.IsCurrent)
                .ThenByDescending(branch => branch.LastCommit)
                .ThenBy(branch => branch.IsRemote)
                .ThenBy(branch => branch.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The commit of a branch, local before remote; null when there is none of that name.</summary>
    public static async Task<string?> ResolveAsync(
        GitRepository repo,
        string name,
        CancellationToken ct
    )
    {
        var found = await RefsAsync(repo, [Heads + name, Remotes + name], name, ct)
            .ConfigureAwait(false);
        return found.GetValueOrDefault(Heads + name) ?? found.GetValueOrDefault(Remotes + name);
    }

    /// <summary>The commit of a local branch; null when there is none.</summary>
    public static async Task<string?> LocalAsync(
        GitRepository repo,
        string name,
        CancellationToken ct
    ) =>
        (await RefsAsync(repo, [Heads + name], name, ct).ConfigureAwait(false)).GetValueOrDefault(
            Heads + name
        );

    /// <summary>The names of all local branches.</summary>
    public static async Task<IReadOnlySet<string>> NamesAsync(
        GitRepository repo,
        CancellationToken ct
    )
    {
        var text = await repo.Git("for-each-ref", "--format=%(refname:lstrip=2)", Heads)
            .TextAsync(ct)
            .ConfigureAwait(false);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
    }

    /// <summary>The branch that the person's checkout is on; null when it is on none.</summary>
    public static async Task<string?> CurrentAsync(GitRepository repo, CancellationToken ct)
    {
        if (GitDirectories.Of(repo.Path) is { } git && RefFiles.BranchOf(git) is { } branch)
            return branch;
        var head = await repo.Git("symbolic-ref", "-q", "--short", "HEAD")
            .RunAsync(ct)
            .ConfigureAwait(false);
        return head.Ok ? head.Output.TrimEnd('\n') : null;
    }

    public static async Task<AheadBehind> AheadBehindAsync(
        GitRepository repo,
        string of,
        string against,
        CancellationToken ct
    )
    {
        if (of == against)
            return default;
        var text = await repo.Git(
                "rev-list",
                "--left-right",
                "--count",
                "--end-of-options",
                $"{of}...{against}"
            )
            .TextAsync(ct)
            .ConfigureAwait(false);
        var counts = text.Split('\t');
        return new AheadBehind(Number(counts[0]), Number(counts[1]));
    }

    /// <summary>The commit of a full or abbreviated object id; null when there is none.</summary>
    public static async Task<CommitInfo?> CommitAsync(
        GitRepository repo,
        string sha,
        CancellationToken ct
    )
    {
        if (!ObjectId().IsMatch(sha))
            return null;
        var found = await repo.Git(
                "log",
                "-1",
                "--no-show-signature",
                "--no-decorate",
                "--format=%H%x00%s",
                "--end-of-options",
                sha + "^{commit}"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!found.Ok)
            return null;
        var fields = found.Output.TrimEnd('\n').Split('\0', 2);
        return new CommitInfo(fields[0], fields[1]);
    }

    public static async Task<CommitComparison> CompareAsync(
        GitRepository repo,
        string head,
        string target,
        CancellationToken ct
    )
    {
        var counts = await AheadBehindAsync(repo, head, target, ct).ConfigureAwait(false);
        return new CommitComparison(head, target, counts.Ahead, counts.Behind, counts.Behind == 0);
    }

    public static async Task<bool> IsAncestorAsync(
        GitRepository repo,
        string ancestor,
        string descendant,
        CancellationToken ct
    )
    {
        var command = repo.Git("merge-base", "--is-ancestor", ancestor, descendant);
        var result = await command.RunAsync(ct).ConfigureAwait(false);
        return result.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw new GitFailed("merge-base", result),
        };
    }

    /// <summary>What git would take as a branch name and never as an option, a range or a pattern.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and < 250
        && name[0] is not ('-' or '/' or '.')
        && name[^1] is not ('/' or '.')
        && name != "@"
        && !Unfit().IsMatch(name);

    private static async Task<Dictionary<string, string>> RefsAsync(
        GitRepository repo,
        string[] refs,
        string name,
        CancellationToken ct
    )
    {
        if (!IsName(name))
            return [];
        if (FromFiles(repo, refs) is { } known)
            return known;
        var text = await repo.Git(["for-each-ref", "--format=%(refname) %(objectname)", .. refs])
            .TextAsync(ct)
            .ConfigureAwait(false);
        // A pattern also matches what lies below it, so only exact names count.
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(pair => refs.Contains(pair[0]))
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static Dictionary<string, string>? FromFiles(GitRepository repo, string[] refs)
    {
        Dictionary<string, string> found = [];
        foreach (var one in refs)
        {
            if (!RefFiles.TryResolve(repo.CommonDirectory, one, out var commit))
                return null;
            if (commit is not null)
                found[one] = commit;
        }
        return found;
    }

    private static BranchInfo Read(string[] fields)
    {
        var remote = fields[1].StartsWith(Remotes, StringComparison.Ordinal);
        return new BranchInfo(
            fields[1][(remote ? Remotes : Heads).Length..],
            fields[0] == "*",
            remote,
            DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(fields[2], NumberStyles.Integer, CultureInfo.InvariantCulture)
            )
        );
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[0-9a-fA-F]{4,64}$")]
    private static partial Regex ObjectId();

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)")]
    private static partial Regex Unfit();
}
