#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Git;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

public sealed class PreparedWorktreesTests
{
    [Fact]
    public async Task A_prepared_worktree_becomes_the_attempts_own()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();

        (await ground.TakeAsync("x")).ShouldBeTrue();

        ground.ShouldBeOrdinary("x");
        GitDirectories
            .AdministrationOf(ground.Repo, ground.Sandbox.PlaceFor("x"))
            .ShouldBe(prepared.Administration);
        Directory.Exists(prepared.Path).ShouldBeFalse();
        ground.Known().ShouldBe(1);
        WriteIn(ground.Sandbox.PlaceFor("x"), "work.txt", "work");
        CommitAllIn(ground.Sandbox.PlaceFor("x"), "work");
        ground.Sandbox.Sha("forge/x@{1}").ShouldBe(prepared.Commit);
    }

    [Fact]
    public async Task A_used_one_is_never_given_out_again()
    {
        using var ground = await PreparedGround.CreateAsync();
        await ground.MakeAsync();
        await ground.TakeAsync("x");

        (await ground.TakeAsync("y")).ShouldBeFalse();

        ground.Prepared.Of(ground.Repo).ShouldBeEmpty();
        Directory.Exists(ground.Sandbox.PlaceFor("y")).ShouldBeFalse();
        GitSandbox
            .TryGitIn(ground.Sandbox.Top, "rev-parse", "-q", "--verify", "forge/y")
            .Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_claimers_each_one_gets_a_tree_of_its_own()
    {
        using var ground = await PreparedGround.CreateAsync();
        await ground.MakeAsync();
        await ground.MakeAsync();

        var took = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Task.Run(() => ground.TakeAsync($"w{i}")))
        );
        foreach (var i in Enumerable.Range(0, 10).Where(i => !took[i]))
            await ground.AddAsync($"w{i}");

        took.Count(one => one).ShouldBe(2);
        foreach (var i in Enumerable.Range(0, 10))
            ground.ShouldBeOrdinary($"w{i}");
        ground.Known().ShouldBe(10);
    }

    [Fact]
    public async Task When_the_base_has_moved_only_the_difference_is_written()
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Write("stays.txt", "the same\n");
        ground.Sandbox.Write("goes/away.txt", "soon gone\n");
        ground.Sandbox.CommitAll("more");
        var prepared = await ground.MakeAsync();
        var old = DateTime.UnixEpoch.AddYears(40);
        File.SetLastWriteTimeUtc(Path.Join(prepared.Path, "stays.txt"), old);
        GitIn(prepared.Path, "update-index", "-q", "--refresh");
        MoveBase(ground.Sandbox);

        (await ground.TakeAsync("x")).ShouldBeTrue();

        ground.ShouldBeOrdinary("x");
        var place = ground.Sandbox.PlaceFor("x");
        File.GetLastWriteTimeUtc(Path.Join(place, "stays.txt")).ShouldBe(old);
        Directory.Exists(Path.Join(place, "goes")).ShouldBeFalse();
        new FileInfo(Path.Join(place, "link")).LinkTarget.ShouldBe("a.txt");
    }

    [Fact]
    public async Task When_more_than_half_has_changed_none_is_given()
    {
        using var ground = await PreparedGround.CreateAsync();
        for (var i = 0; i < 60; i++)
            ground.Sandbox.Write($"many/{i}.txt", "old\n");
        ground.Sandbox.CommitAll("old");
        var prepared = await ground.MakeAsync();
        for (var i = 0; i < 55; i++)
            ground.Sandbox.Write($"many/{i}.txt", "new\n");
        ground.Sandbox.CommitAll("new");

        (await ground.TakeAsync("x")).ShouldBeFalse();
        (await ground.TakeAsync("y", prepared.Commit)).ShouldBeTrue();

        ground.ShouldBeOrdinary("y", prepared.Commit);
    }

    [Fact]
    public async Task One_that_waits_is_brought_to_the_new_tip()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        MoveBase(ground.Sandbox);
        var tip = ground.Sandbox.Sha("main");

        (await ground.Prepared.RenewAsync(ground.Repo, prepared, tip, Deadline)).ShouldBeTrue();

        var renewed = ground.Prepared.Of(ground.Repo).ShouldHaveSingleItem();
        renewed.Commit.ShouldBe(tip);
        GitIn(renewed.Path, "status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_persons_own_commands_leave_it_alone()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        var top = ground.Sandbox.Top;

        ground.Entry(prepared.Path).ShouldContain("locked Forge: prepared for the next attempt");
        ground.Sandbox.Git("worktree", "prune", "--expire", "now");
        TryGitIn(top, "worktree", "remove", prepared.Path).Ok.ShouldBeFalse();
        TryGitIn(top, "worktree", "remove", "--force", prepared.Path).Ok.ShouldBeFalse();
        TryGitIn(top, "worktree", "move", prepared.Path, ground.Sandbox.PlaceFor("m"))
            .Ok.ShouldBeFalse();
        // It holds no branch, so every branch can be checked out and deleted.
        ground.Sandbox.Git("checkout", "-q", "-b", "other");
        ground.Sandbox.Git("branch", "-q", "-D", "main");

        (await ground.TakeAsync("x", "other")).ShouldBeTrue();
        ground.ShouldBeOrdinary("x", "other");
    }

    [Fact]
    public async Task One_that_a_person_deleted_is_forgotten()
    {
        using var ground = await PreparedGround.CreateAsync();
        var byHand = await ground.MakeAsync();
        Directory.Delete(byHand.Path, recursive: true);
        var byGit = await ground.MakeAsync();
        ground.Sandbox.Git("worktree", "remove", "-f", "-f", byGit.Path);

        (await ground.TakeAsync("x")).ShouldBeFalse();
        await ground.AddAsync("x");
        await ground.Prepared.ForgetDeletedAsync(ground.Repo, Deadline);

        ground.ShouldBeOrdinary("x");
        ground.Known().ShouldBe(1);
    }

    [Theory]
    [InlineData("core.sparseCheckout", "true", false)]
    [InlineData("filter.stamp.smudge", "cat", false)]
    [InlineData("filter.lfs.smudge", "cat", true)]
    [InlineData("core.autocrlf", "input", true)]
    public async Task Only_what_depends_on_the_commit_alone_is_prepared(
        string key,
        string value,
        bool may
    )
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Git("config", key, value);

        var made = await ground.Prepared.MakeAsync(
            ground.Repo,
            ground.Sandbox.Sha("main"),
            Deadline
        );

        (made is not null).ShouldBe(may);
        ground.Known().ShouldBe(may ? 1 : 0);
    }

    [Fact]
    public async Task One_that_was_made_under_other_settings_is_not_given()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        ground.Sandbox.Git("config", "core.autocrlf", "true");

        (await ground.TakeAsync("x")).ShouldBeFalse();
        var renewed = await ground.Prepared.RenewAsync(
            ground.Repo,
            prepared,
            prepared.Commit,
            Deadline
        );

        renewed.ShouldBeFalse();
        ground.Sandbox.Git("config", "--unset", "core.autocrlf");
        WriteIn(ground.Sandbox.Top, ".git/info/attributes", "*.txt text eol=crlf\n");
        (await ground.TakeAsync("x")).ShouldBeFalse();
        File.Delete(Path.Join(ground.Sandbox.Top, ".git/info/attributes"));
        (await ground.TakeAsync("x")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_index_of_many_files_is_older_than_none_of_them_after_a_second()
    {
        using var ground = await PreparedGround.CreateAsync();
        for (var i = 0; i < 1_000; i++)
            ground.Sandbox.Write($"many/{i}.txt", $"{i}\n");
        ground.Sandbox.CommitAll("many");
        var prepared = await ground.MakeAsync();

        await ground.Prepared.SettleAsync(ground.Repo, prepared, Deadline);

        var index = File.GetLastWriteTimeUtc(Path.Join(prepared.Administration, "index"));
        var newest = Directory
            .EnumerateFiles(prepared.Path, "*", SearchOption.AllDirectories)
            .Max(File.GetLastWriteTimeUtc);
        (index - newest).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        (await ground.TakeAsync("x")).ShouldBeTrue();
        ground.ShouldBeOrdinary("x");
    }

    [Fact]
    public async Task Settling_leaves_alone_what_was_taken_meanwhile()
    {
        using var ground = await PreparedGround.CreateAsync();
        for (var i = 0; i < 1_000; i++)
            ground.Sandbox.Write($"many/{i}.txt", $"{i}\n");
        ground.Sandbox.CommitAll("many");
        var prepared = await ground.MakeAsync();
        var index = Path.Join(prepared.Administration, "index");
        var settled = Path.Join(prepared.Administration, "forge-index");
        var place = ground.Sandbox.PlaceFor("x");

        Task settling = Task.CompletedTask;
        await ground.Repo.WriteAsync(
            async ct =>
            {
                settling = ground.Prepared.SettleAsync(ground.Repo, prepared, Deadline);
                await SessionsWait.UntilAsync(() =>
                    File.Exists(settled)
                    && File.GetLastWriteTimeUtc(settled) > File.GetLastWriteTimeUtc(index)
                );
                // It waits for the queue with its fresh index; now somebody takes the worktree and begins to work.
                PreparedClaim.TryTake(prepared, place).ShouldBeTrue();
                await PreparedClaim.FinishAsync(
                    prepared,
                    place,
                    "forge/x",
                    ground.Sandbox.Sha("main"),
                    plainRefs: true,
                    ct
                );
                WriteIn(place, "work.txt", "the agent's\n");
                GitIn(place, "add", "work.txt");
                return true;
            },
            Deadline
        );
        await settling;

        GitIn(place, "status", "--porcelain").ShouldBe("A  work.txt");
    }

    private static void MoveBase(GitSandbox sandbox)
    {
        sandbox.Write("a.txt", "changed\n");
        sandbox.Write("new/deep/file.txt", "new\n");
        if (Directory.Exists(Path.Join(sandbox.Top, "goes")))
            Directory.Delete(Path.Join(sandbox.Top, "goes"), recursive: true);
        File.CreateSymbolicLink(Path.Join(sandbox.Top, "link"), "a.txt");
        File.SetUnixFileMode(
            Path.Join(sandbox.Top, "dir/b.txt"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        sandbox.CommitAll("moved");
    }
}
