using System.Collections.Concurrent;
using Forge.Core.Domain;

namespace Forge.Core.Git;

/// <summary>Opens repositories by path, so that all paths into one repository share its queue of writers.</summary>
internal sealed class GitRepositories
{
    public const string PathMissing = "The specified path does not exist";
    public const string NotARepository = "The specified directory is not a git repository";

    private readonly ConcurrentDictionary<string, GitRepository> _open = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _writers = new();

    public async Task<GitRepository> OpenAsync(string path, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(path) || !Directory.Exists(path))
            throw RuleBroken.Invalid(Missing(path));
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (_open.TryGetValue(full, out var known) && IsStillThere(known))
            return known;
        var repository = await FindAsync(full, ct).ConfigureAwait(false);
        await InsistOnACommitAsync(repository, ct).ConfigureAwait(false);
        return _open[full] = repository;
    }

    private static bool IsStillThere(GitRepository repository) =>
        Directory.Exists(repository.CommonDirectory)
        && (repository.IsBare || System.IO.Path.Exists(Path.Join(repository.Path, ".git")));

    private async Task<GitRepository> FindAsync(string path, CancellationToken ct)
    {
        var found = await GitCommand
            .In(
                path,
                "rev-parse",
                "--path-format=absolute",
                "--is-bare-repository",
                "--git-common-dir"
            )
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (!found.Ok)
            throw RuleBroken.Invalid(Explain(path, found.Error));
        // The path comes last and may itself hold line ends.
        var lines = found.Output.Split('\n', 2);
        var common = Path.TrimEndingDirectorySeparator(lines[1].TrimEnd('\n'));
        var bare = lines[0] == "true";
        var top = bare ? common : await TopAsync(path, common, ct).ConfigureAwait(false);
        var writer = _writers.GetOrAdd(common, _ => new SemaphoreSlim(1, 1));
        return new GitRepository(top, common, bare, writer);
    }

    private static async Task<string> TopAsync(string path, string common, CancellationToken ct)
    {
        var top = await GitCommand
            .In(path, "rev-parse", "--path-format=absolute", "--show-toplevel")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (top.Ok)
            return top.Output.TrimEnd('\n');
        // Inside `.git` there is no work tree; its parent is the checkout.
        var parent = Path.GetDirectoryName(common);
        return Path.GetFileName(common) == ".git" && parent is not null
            ? parent
            : throw RuleBroken.Invalid(NotARepository);
    }

    private static string Missing(string path) =>
        string.IsNullOrWhiteSpace(path) ? PathMissing
        : File.Exists(path) ? $"{path} is a file; give the directory of a git repository"
        : $"{PathMissing}: {path}. If the repository was moved, run `forge init --moved PROJECT` in its new place "
            + "(or give its project the new git_repo_path)";

    // A repository that git itself cannot read is one all the same: then only git's words help.
    private static string Explain(string path, string error)
    {
        if (error.Contains("dubious ownership", StringComparison.Ordinal))
            return $"{path} belongs to another user, so git refuses it. "
                + $"If you trust it, run: git config --global --add safe.directory {path}";
        if (File.Exists(Path.Join(path, ".git")))
            return $"{NotARepository}: the file {Path.Join(path, ".git")} leads to a repository that is not there. "
                + "Where that was moved, `git worktree repair` in it puts this right";
        return Path.Exists(Path.Join(path, ".git"))
            ? $"Git cannot use the repository {path}: {Credentials.Mask(error.Trim())}"
            : $"{NotARepository}: {path}. `git init` and a first commit make it one";
    }

    private static async Task InsistOnACommitAsync(GitRepository repository, CancellationToken ct)
    {
        var head = await repository
            .Git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
            .RunAsync(ct)
            .ConfigureAwait(false);
        if (head.Ok)
            return;
        var any = await repository
            .Git("for-each-ref", "--count=1", "refs/heads", "refs/remotes")
            .TextAsync(ct)
            .ConfigureAwait(false);
        if (any.Length == 0)
            throw RuleBroken.Invalid(
                $"The repository {repository.Path} has no commits yet. Make a first commit, then add it to Forge"
            );
    }
}
