using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class BranchesTests
{
    [Fact]
    public async Task Branches_are_listed_with_the_current_one_first_and_then_the_newest()
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "old");
        sandbox.Git("checkout", "-q", "-b", "newer");
        sandbox.Git("commit", "-q", "--allow-empty", "--date=2030-01-01T00:00:00Z", "-m", "x");
        sandbox.Git("checkout", "-q", "main");
        sandbox.Git("remote", "add", "origin", sandbox.Top);
        sandbox.Git("fetch", "-q", "origin");
        sandbox.Git("remote", "set-head", "origin", "main");

        var all = await Branches.ListAsync(sandbox.Repo, Deadline);

        all[0]
            .ShouldSatisfyAllConditions(
                one => one.Name.ShouldBe("main"),
                one => one.IsCurrent.ShouldBeTrue(),
                one => one.IsRemote.ShouldBeFalse()
            );
        all.Select(one => one.Name)
            .ShouldBe(
                ["main", "newer", "old", "origin/main", "origin/newer", "origin/old"],
                ignoreOrder: true
            );
        all.Where(one => one.IsRemote).Count().ShouldBe(3);
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("-h")]
    [InlineData("main..main")]
    [InlineData("ma*")]
    [InlineData("nothing")]
    [InlineData("HEAD")]
    [InlineData("")]
    [InlineData("forge")]
    public async Task What_is_no_branch_resolves_to_nothing(string name)
    {
        using var sandbox = await CreateAsync();
        sandbox.Git("branch", "forge/x");

        (await Branches.ResolveAsync(sandbox.Repo, name, Deadline)).ShouldBeNull();
    }

    [Fact]
    public async Task A_local_branch_resolves_before_a_remote_one()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Git("update-ref", "refs/remotes/origin/main", first);

        (await Branches.ResolveAsync(sandbox.Repo, "main", Deadline)).ShouldBe(first);
        (await Branches.ResolveAsync(sandbox.Repo, "origin/main", Deadline)).ShouldBe(first);
        (await Branches.LocalAsync(sandbox.Repo, "origin/main", Deadline)).ShouldBeNull();
    }

    [Fact]
    public async Task Commits_are_compared_from_the_head()
    {
        using var sandbox = await CreateAsync();
        var first = sandbox.Sha("main");
        sandbox.Write("x", "x");
        var second = sandbox.CommitAll("second | subject");

        var compared = await Branches.CompareAsync(sandbox.Repo, second, first, Deadline);

        compared.ShouldBe(new CommitComparison(second, first, 1, 0, true));
        (await Branches.AheadBehindAsync(sandbox.Repo, first, second, Deadline)).ShouldBe(
            new AheadBehind(0, 1)
        );
        (await Branches.IsAncestorAsync(sandbox.Repo, first, second, Deadline)).ShouldBeTrue();
        (await Branches.IsAncestorAsync(sandbox.Repo, second, first, Deadline)).ShouldBeFalse();
        (await Branches.CommitAsync(sandbox.Repo, second[..8], Deadline)).ShouldBe(
            new CommitInfo(second, "second | subject")
        );
        (await Branches.CommitAsync(sandbox.Repo, "--help", Deadline)).ShouldBeNull();
        (await Branches.CommitAsync(sandbox.Repo, "deadbeef", Deadline)).ShouldBeNull();
    }
}
