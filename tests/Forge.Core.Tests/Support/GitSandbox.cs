#pragma warning disable CA1416 // Forge runs on Unix.
using System.Runtime.CompilerServices;
using Forge.Core.Git;
using Forge.Core.Platform;

namespace Forge.Core.Tests.Support;

/// <summary>A real repository with one commit in a temporary directory, away from the settings of this machine.</summary>
internal sealed class GitSandbox : IDisposable
{
    private int _attempts;

    private GitSandbox(string root) => Root = root;

    public string Root { get; }

    public string Top => Path.Join(Root, "repo");

    public string Trash => Path.Join(Root, "trash");

    public GitRepositories Repositories { get; } = new();

    public GitRepository Repo { get; private set; } = null!;

    public static CancellationToken Deadline =>
        new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    /// <summary>Only git reads these, so the other tests of this process do not notice.</summary>
    [ModuleInitializer]
    internal static void KeepTheMachineOut()
    {
        Environment.SetEnvironmentVariable("GIT_CONFIG_NOSYSTEM", "1");
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    public static async Task<GitSandbox> CreateAsync(bool identity = true)
    {
        var sandbox = new GitSandbox(Directory.CreateTempSubdirectory("forge-git-test-").FullName);
        Directory.CreateDirectory(sandbox.Top);
        sandbox.Git("init", "-q", "-b", "main", "--template=");
        if (identity)
        {
            sandbox.Git("config", "user.name", "Ada");
            sandbox.Git("config", "user.email", "ada@example.org");
        }
        sandbox.Write("a.txt", "one\ntwo\nthree\n");
        sandbox.Write("dir/b.txt", "b\n");
        sandbox.CommitAll("first");
        sandbox.Repo = await sandbox.Repositories.OpenAsync(sandbox.Top, Deadline);
        return sandbox;
    }

    public string Git(params string[] arguments) => GitIn(Top, arguments);

    public static string GitIn(string path, params string[] arguments)
    {
        var result = TryGitIn(path, arguments);
        result.Ok.ShouldBeTrue($"git {string.Join(' ', arguments)}: {result.Error}");
        return result.Output.TrimEnd('\n');
    }

    public static CommandResult TryGitIn(string path, params string[] arguments) =>
        Task.Run(() =>
                new Command("git", ["-C", path, .. arguments])
                {
                    Environment = new Dictionary<string, string?>
                    {
                        ["GIT_AUTHOR_NAME"] = "Test",
                        ["GIT_AUTHOR_EMAIL"] = "test@example.org",
                        ["GIT_COMMITTER_NAME"] = "Test",
                        ["GIT_COMMITTER_EMAIL"] = "test@example.org",
                        ["GIT_EDITOR"] = ":",
                    },
                }.RunAsync(Deadline)
            )
            .GetAwaiter()
            .GetResult();

    public void Write(string path, string content) => WriteIn(Top, path, content);

    public static void WriteIn(string root, string path, string content)
    {
        var full = Path.Join(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    public static string ReadIn(string root, string path) =>
        File.ReadAllText(Path.Join(root, path));

    public string CommitAll(string message) => CommitAllIn(Top, message);

    public static string CommitAllIn(string path, string message)
    {
        GitIn(path, "add", "-A");
        GitIn(path, "commit", "-q", "--no-verify", "-m", message);
        return GitIn(path, "rev-parse", "HEAD");
    }

    public string Sha(string revision) => Git("rev-parse", "--verify", revision);

    public string PlaceFor(string name) => Path.Join(Root, "worktrees", name);

    /// <summary>A worktree with a branch of its own at main.</summary>
    public async Task<AttemptTree> AttemptAsync()
    {
        var number = Interlocked.Increment(ref _attempts);
        var tree = new AttemptTree(
            Guid.NewGuid(),
            $"forge/{number:x4}-work",
            PlaceFor($"{number:x4}-work")
        );
        await Worktrees.AddAsync(Repo, tree.Worktree, tree.Branch, Sha("main"), Deadline);
        return tree;
    }

    /// <summary>Every file of a directory with its content, mode and link; the state that must not change.</summary>
    public static string FingerprintOf(string directory)
    {
        var entries = Directory
            .EnumerateFileSystemEntries(
                directory,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }
            )
            .Order(StringComparer.Ordinal)
            .Select(Describe);
        return string.Join('\n', entries);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Describe(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is { } target)
            return $"{path} -> {target}";
        if (Directory.Exists(path))
            return path + "/";
        var hash = Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))
        );
        return $"{path} {info.UnixFileMode} {info.LastWriteTimeUtc.Ticks} {hash}";
    }
}
