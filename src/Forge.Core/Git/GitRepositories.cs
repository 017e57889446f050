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
            throw RuleBroken.Invalid(PathMissing);
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
            throw RuleBroken.Invalid(Explain(found.Error));
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

    private static string Explain(string error) =>
        error.Contains("dubious ownership", StringComparison.Ordinal)
            ? "The repository belongs to another user, so git refuses it. "
                + "If you trust it, run: git config --global --add safe.directory <path>"
            : NotARepository;

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
                "The repository has no commits yet. Make a first commit, then add it to Forge"
            );
    }
}
