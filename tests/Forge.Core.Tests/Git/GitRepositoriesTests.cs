using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class GitRepositoriesTests
{
    [Fact]
    public async Task A_path_that_is_missing_no_repository_or_without_commits_is_told_apart()
    {
        using var sandbox = await CreateAsync();
        var plain = Directory.CreateDirectory(Path.Join(sandbox.Root, "plain")).FullName;
        var empty = Directory.CreateDirectory(Path.Join(sandbox.Root, "empty")).FullName;
        GitIn(empty, "init", "-q");

        (await TextAsync(sandbox, "/no/such/path")).ShouldStartWith(GitRepositories.PathMissing);
        (await TextAsync(sandbox, plain)).ShouldStartWith(GitRepositories.NotARepository);
        (await TextAsync(sandbox, empty)).ShouldContain("no commits yet");
    }

    [Fact]
    public async Task Every_path_into_a_repository_leads_to_its_top_and_its_shared_directory()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();

        var below = await sandbox.Repositories.OpenAsync(Path.Join(sandbox.Top, "dir"), Deadline);
        var linked = await sandbox.Repositories.OpenAsync(tree.Worktree, Deadline);

        below.Path.ShouldBe(sandbox.Top);
        linked.Path.ShouldBe(tree.Worktree);
        linked.CommonDirectory.ShouldBe(sandbox.Repo.CommonDirectory);
    }

    [Fact]
    public async Task A_bare_repository_is_one_too()
    {
        using var sandbox = await CreateAsync();
        var bare = Path.Join(sandbox.Root, "bare.git");
        sandbox.Git("clone", "-q", "--bare", ".", bare);

        var repo = await sandbox.Repositories.OpenAsync(bare, Deadline);

        repo.IsBare.ShouldBeTrue();
        repo.Path.ShouldBe(bare);
    }

    [Fact]
    public async Task Writers_of_one_repository_wait_for_each_other_whatever_path_they_opened()
    {
        using var sandbox = await CreateAsync();
        var tree = await sandbox.AttemptAsync();
        var other = await sandbox.Repositories.OpenAsync(tree.Worktree, Deadline);
        var inside = 0;
        var most = 0;
        async Task<int> WriteAsync(CancellationToken ct)
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            return Interlocked.Decrement(ref inside);
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() =>
                        (i % 2 == 0 ? sandbox.Repo : other).WriteAsync(WriteAsync, Deadline)
                    )
                )
        );

        most.ShouldBe(1);
    }

    private static async Task<string> TextAsync(GitSandbox sandbox, string path) =>
        (
            await Should.ThrowAsync<RuleBroken>(() =>
                sandbox.Repositories.OpenAsync(path, Deadline)
            )
        ).Message;
}
