namespace Forge.Cli.Machine;

/// <summary>What the command line asks git about the place where the person stands.</summary>
internal static class Repositories
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<ProgramResult> GitAsync(
        string directory,
        CancellationToken ct,
        params string[] arguments
    ) => Children.RunAsync("git", arguments, directory, Limit, ct);

    /// <summary>
    /// The main checkout of the repository that holds <paramref name="directory"/>; null when there is none. An agent's
    /// worktree leads to the repository it was made from.
    /// </summary>
    public static async Task<string?> RootAsync(string directory, CancellationToken ct)
    {
        var result = await GitAsync(directory, ct, "worktree", "list", "--porcelain", "-z")
            .ConfigureAwait(false);
        if (result.ExitCode == 127)
            throw new CommandFailed(
                ExitCodes.Failed,
                "git is not installed; type: sudo apt install git"
            );
        const string prefix = "worktree ";
        return
            result.ExitCode == 0
            && result.Output.Split('\0')[0] is var first
            && first.StartsWith(prefix)
            ? first[prefix.Length..]
            : null;
    }

    /// <summary>The top of the checkout that holds <paramref name="directory"/>: the main one or another worktree.</summary>
    public static Task<string?> CheckoutAsync(string directory, CancellationToken ct) =>
        LineAsync(directory, ct, "rev-parse", "--show-toplevel");

    /// <summary>The directory as its checkout knows it: empty at its top, else with a slash at its end; null outside of one.</summary>
    public static Task<string?> PrefixAsync(string directory, CancellationToken ct) =>
        LineAsync(directory, ct, "rev-parse", "--show-prefix");

    /// <summary>The branch that is checked out; null for a detached HEAD.</summary>
    public static Task<string?> BranchAsync(string directory, CancellationToken ct) =>
        LineAsync(directory, ct, "symbolic-ref", "--quiet", "--short", "HEAD");

    private static async Task<string?> LineAsync(
        string directory,
        CancellationToken ct,
        params string[] arguments
    )
    {
        var result = await GitAsync(directory, ct, arguments).ConfigureAwait(false);
        return result is { ExitCode: 0, Output: { Length: > 0 } text } ? text.TrimEnd('\n') : null;
    }

    /// <summary>Worktrees are cut from a commit; said before the first prompt is sent, with what to type.</summary>
    public static async Task RequireCommitAsync(string root, CancellationToken ct)
    {
        var head = await GitAsync(root, ct, "rev-parse", "--verify", "--quiet", "HEAD")
            .ConfigureAwait(false);
        if (head.ExitCode != 0)
            throw new CommandFailed(
                ExitCodes.Failed,
                $"{root} has no commit yet; make one: git commit --allow-empty -m 'Start'"
            );
    }

    /// <summary>Like <see cref="RootAsync"/>, but no repository ends the command.</summary>
    public static async Task<string> RequireAsync(string directory, CancellationToken ct) =>
        await RootAsync(directory, ct).ConfigureAwait(false)
        ?? throw new CommandFailed(
            ExitCodes.Usage,
            $"{directory} is not inside a git repository; go into one, make one (git init), or name a project with --project"
        );

    /// <summary>Whether git knows who the person is; merges carry that name.</summary>
    public static async Task<bool> KnowsAuthorAsync(string directory, CancellationToken ct) =>
        (await GitAsync(directory, ct, "config", "user.email").ConfigureAwait(false))
            .Output.Trim()
            .Length > 0;
}
