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
        var result = await GitAsync(directory, ct, "worktree", "list", "--porcelain")
            .ConfigureAwait(false);
        if (result.ExitCode == 127)
            throw new CommandFailed(
                ExitCodes.Failed,
                "git is not installed; type: sudo apt install git"
            );
        const string prefix = "worktree ";
        return
            result.ExitCode == 0
            && result.Output.Split('\n')[0] is var first
            && first.StartsWith(prefix)
            ? first[prefix.Length..]
            : null;
    }

    /// <summary>Like <see cref="RootAsync"/>, but no repository ends the command.</summary>
    public static async Task<string> RequireAsync(string directory, CancellationToken ct) =>
        await RootAsync(directory, ct).ConfigureAwait(false)
        ?? throw new CommandFailed(
            ExitCodes.Usage,
            $"{directory} is not inside a git repository; go into one, or name a project with --project"
        );

    /// <summary>Whether git knows who the person is; merges carry that name.</summary>
    public static async Task<bool> KnowsAuthorAsync(string directory, CancellationToken ct) =>
        (await GitAsync(directory, ct, "config", "user.email").ConfigureAwait(false))
            .Output.Trim()
            .Length > 0;
}
