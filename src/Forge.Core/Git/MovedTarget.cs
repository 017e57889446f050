namespace Forge.Core.Git;

/// <summary>A target that was moved back or rewritten after an attempt was cut from it, as by a forced push.</summary>
internal static class MovedTarget
{
    private const string Heads = "refs/heads/";

    /// <summary>
    /// True when the target has had the commit and has it no more: then a merge would bring back what somebody took out.
    /// A target that never had it, because the attempt was given another one, is no such case.
    /// </summary>
    public static async Task<bool> LostAsync(
        GitRepository repo,
        string target,
        string commit,
        CancellationToken ct
    )
    {
        if (await Branches.LocalAsync(repo, target, ct).ConfigureAwait(false) is not { } tip)
            return false;
        if (await Branches.CommitAsync(repo, commit, ct).ConfigureAwait(false) is null)
            return false;
        if (await Branches.IsAncestorAsync(repo, commit, tip, ct).ConfigureAwait(false))
            return false;
        return await HadAsync(repo, target, commit, ct).ConfigureAwait(false)
            || !await IsElsewhereAsync(repo, commit, ct).ConfigureAwait(false);
    }

    private static async Task<bool> HadAsync(
        GitRepository repo,
        string target,
        string commit,
        CancellationToken ct
    )
    {
        var log = await repo.Git(
                "log",
                "-g",
                "--format=%H",
                "--end-of-options",
                Heads + target,
                "--"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        return log.Ok && log.Output.Split('\n').Contains(commit);
    }

    /// <summary>On a branch that is nobody's attempt. A bare repository keeps no log of what its branches were.</summary>
    private static async Task<bool> IsElsewhereAsync(
        GitRepository repo,
        string commit,
        CancellationToken ct
    )
    {
        var found = await repo.Git(
                "for-each-ref",
                "--format=%(refname)",
                "--contains",
                commit,
                Heads
            )
            .TextAsync(ct)
            .ConfigureAwait(false);
        return found
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Any(name => !name.StartsWith(Heads + BranchNames.Prefix, StringComparison.Ordinal));
    }
}
