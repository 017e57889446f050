using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

/// <summary>Branches that are written without git, seen by git.</summary>
public sealed class NewBranchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Git_sees_the_branch_and_the_worktree_on_it(bool packed)
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Git("branch", "forge/other");
        if (packed)
            ground.Sandbox.Git("pack-refs", "--all");
        var prepared = await ground.MakeAsync();

        NewBranch.TryMake(prepared.Administration, "forge/x", prepared.Commit).ShouldBeTrue();

        ground.Sandbox.Sha("forge/x").ShouldBe(prepared.Commit);
        GitIn(prepared.Path, "symbolic-ref", "HEAD").ShouldBe("refs/heads/forge/x");
        WriteIn(prepared.Path, "work.txt", "work");
        CommitAllIn(prepared.Path, "work");
        ground.Sandbox.Git("rev-parse", "forge/x^").ShouldBe(prepared.Commit);
        ground.Sandbox.Git("reflog", "forge/x").ShouldContain("work");
        ground.Sandbox.Git("pack-refs", "--all", "--prune");
        ground.Sandbox.Git("fsck", "--strict").ShouldNotContain("error");
        ground.Sandbox.Git("branch", "-f", "forge/other", "forge/x");
    }

    [Theory]
    [InlineData("forge/x", false)]
    [InlineData("forge/x", true)]
    [InlineData("forge", false)]
    [InlineData("forge", true)]
    [InlineData("forge/x/deeper", false)]
    [InlineData("forge/x/deeper", true)]
    public async Task What_is_there_or_in_the_way_is_left_to_git(string other, bool packed)
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Git("commit", "-q", "--allow-empty", "-m", "second");
        ground.Sandbox.Git("branch", other, "main^");
        if (packed)
            ground.Sandbox.Git("pack-refs", "--all", "--prune");
        var prepared = await ground.MakeAsync();
        var before = ground.Sandbox.Git("for-each-ref");

        NewBranch.TryMake(prepared.Administration, "forge/x", prepared.Commit).ShouldBeFalse();

        ground.Sandbox.Git("for-each-ref").ShouldBe(before);
        PreparedWorktree.At(prepared.Path).ShouldBe(prepared);
    }

    [Fact]
    public async Task Other_ref_storage_is_left_to_git()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        Directory.CreateDirectory(Path.Join(ground.Repo.CommonDirectory, "reftable"));

        NewBranch.TryMake(prepared.Administration, "forge/x", prepared.Commit).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_refs_belong_to_a_group_git_writes_them()
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Git("config", "core.sharedRepository", "group");
        await ground.MakeAsync();

        (await ground.TakeAsync("x")).ShouldBeTrue();

        ground.ShouldBeOrdinary("x");
        var file = Path.Join(ground.Repo.CommonDirectory, "refs/heads/forge/x");
        File.GetUnixFileMode(file).HasFlag(UnixFileMode.GroupWrite).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_many_who_make_one_branch_at_once_one_does()
    {
        using var ground = await PreparedGround.CreateAsync();
        List<PreparedWorktree> prepared = [];
        for (var i = 0; i < 4; i++)
            prepared.Add(await ground.MakeAsync());

        var made = await Task.WhenAll(
            prepared.Select(one =>
                Task.Run(() => NewBranch.TryMake(one.Administration, "forge/x", one.Commit))
            )
        );

        made.Count(won => won).ShouldBe(1);
        ground.Sandbox.Sha("forge/x").ShouldBe(prepared[0].Commit);
        prepared.Count(one => PreparedWorktree.At(one.Path) is not null).ShouldBe(3);
    }
}
