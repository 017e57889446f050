namespace Forge.Core.Git.Radar;

/// <summary>Where many commits left one target: three processes for any number of them.</summary>
internal sealed class MergeBases
{
    private readonly Dictionary<string, string[]> _parents;
    private readonly HashSet<string> _ofTarget = [];
    private readonly string? _bottom;

    private MergeBases(string target, string? bottom, Dictionary<string, string[]> parents)
    {
        _bottom = bottom;
        _parents = parents;
        var open = new Stack<string>([target]);
        while (open.TryPop(out var commit))
            if (_ofTarget.Add(commit))
                foreach (var parent in parents.GetValueOrDefault(commit, []))
                    open.Push(parent);
    }

    /// <returns>By commit: where it left the target; empty when it has no history in common with it. Commits that are not there are left out.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        GitRepository repo,
        string target,
        IReadOnlyCollection<string> commits,
        CancellationToken ct
    )
    {
        if (commits.Count == 0)
            return new Dictionary<string, string>();
        var there = await ThereAsync(repo, commits, ct).ConfigureAwait(false);
        if (there.Count == 0)
            return new Dictionary<string, string>();
        var bottom = await BottomAsync(repo, [target, .. there], ct).ConfigureAwait(false);
        var limit = bottom is null ? "" : $"^{bottom}\n";
        var text = await repo.Git("rev-list", "--parents", "--stdin")
            .Saying($"{target}\n{string.Concat(there.Select(one => one + "\n"))}{limit}")
            .TextAsync(ct)
            .ConfigureAwait(false);
        var parents = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(line => line[0], line => line[1..]);
        var graph = new MergeBases(target, bottom, parents);
        return there.ToDictionary(commit => commit, graph.Of);
    }

    private static async Task<IReadOnlyList<string>> ThereAsync(
        GitRepository repo,
        IReadOnlyCollection<string> commits,
        CancellationToken ct
    )
    {
        var text = await repo.Git("cat-file", "--batch-check=%(objectname) %(objecttype)")
            .Saying(string.Concat(commits.Distinct().Select(commit => commit + "\n")))
            .TextAsync(ct)
            .ConfigureAwait(false);
        return
        [
            .. text.Split('\n')
                .Where(line => line.EndsWith(" commit", StringComparison.Ordinal))
                .Select(line => line[..line.IndexOf(' ')]),
        ];
    }

    // Something that all have in common, so that git need not tell the whole history.
    private static async Task<string?> BottomAsync(
        GitRepository repo,
        IReadOnlyList<string> commits,
        CancellationToken ct
    )
    {
        var found = await repo.Git(["merge-base", "--octopus", .. commits])
            .RunAsync(ct)
            .ConfigureAwait(false);
        return found.ExitCode switch
        {
            0 => found.Output.Trim(),
            1 => null,
            _ => throw new GitFailed("merge-base", found),
        };
    }

    private string Of(string commit)
    {
        HashSet<string> seen = [];
        HashSet<string> found = [];
        var open = new Stack<string>([commit]);
        while (open.TryPop(out var one))
        {
            if (!seen.Add(one))
                continue;
            if (_ofTarget.Contains(one) && _parents.ContainsKey(one))
                found.Add(one);
            else if (_parents.TryGetValue(one, out var parents))
                foreach (var parent in parents)
                    open.Push(parent);
        }
        // Histories that crossed have several; any of those that no other one contains will do, always the same.
        return found
                .Where(one => !found.Any(other => other != one && Contains(other, one)))
                .Order(StringComparer.Ordinal)
                .FirstOrDefault()
            ?? _bottom
            ?? "";
    }

    private bool Contains(string commit, string other)
    {
        HashSet<string> seen = [];
        var open = new Stack<string>([commit]);
        while (open.TryPop(out var one))
        {
            if (one == other)
                return true;
            if (seen.Add(one))
                foreach (var parent in _parents.GetValueOrDefault(one, []))
                    open.Push(parent);
        }
        return false;
    }
}
