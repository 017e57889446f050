using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git;

/// <summary>What a server that died at any step leaves, and what the next one makes of it.</summary>
public sealed class PreparedCrashTests
{
    public enum After
    {
        TheRename,
        TheNewPlaceIsKnown,
        HalfOfTheFiles,
        TheFiles,
        TheBranch,
        TheHead,
    }

    public static TheoryData<After, bool> Steps()
    {
        var steps = new TheoryData<After, bool>();
        foreach (var after in Enum.GetValues<After>())
        {
            steps.Add(after, false);
            steps.Add(after, true);
        }
        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_claim_that_was_cut_short_is_completed(After after, bool moved)
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        if (moved)
        {
            ground.Sandbox.Write("a.txt", "moved\n");
            ground.Sandbox.Write("new.txt", "new\n");
            File.Delete(Path.Join(ground.Sandbox.Top, "dir/b.txt"));
            ground.Sandbox.CommitAll("moved");
        }
        GoUntil(after, ground, prepared, moved);
        ground.Sandbox.Git("worktree", "prune", "--expire", "now");

        (await ground.TakeAsync("x")).ShouldBeFalse();
        await ground.AddAsync("x");

        ground.ShouldBeOrdinary("x");
        ground.Known().ShouldBe(1);
        await ground.AddAsync("x");
        ground.Prepared.Of(ground.Repo).ShouldBeEmpty();
    }

    [Fact]
    public async Task Beginnings_without_an_end_go_and_complete_ones_stay()
    {
        using var ground = await PreparedGround.CreateAsync();
        var complete = await ground.MakeAsync();
        var unfilled = await ground.MakeAsync();
        WorktreeLock.Set(unfilled.Administration, WorktreeLock.BeingMade);
        File.Delete(Path.Join(unfilled.Path, "a.txt"));
        var renamed = await ground.MakeAsync();
        var gone = Path.Join(
            Path.GetDirectoryName(renamed.Path),
            ".gone-" + Path.GetFileName(renamed.Path)
        );
        Directory.Move(renamed.Path, gone);
        var forgotten = await ground.MakeAsync();
        WorktreeTrash.Forget(forgotten.Administration);

        // Another server, on the same directories.
        var next = new PreparedWorktrees(ground.Root, TimeProvider.System);
        await next.RemoveLeftoversAsync(ground.Repo, Deadline);

        next.Of(ground.Repo).ShouldBe([complete]);
        Directory.GetDirectories(next.FolderOf(ground.Repo)).ShouldBe([complete.Path]);
        ground.Known().ShouldBe(1);
    }

    [Fact]
    public async Task Taking_one_away_that_somebody_else_took_harms_nobody()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        await ground.TakeAsync("x");

        await PreparedWorktrees.RemoveAsync(ground.Repo, prepared.Path, Deadline);

        ground.ShouldBeOrdinary("x");
    }

    [Fact]
    public async Task Files_whose_names_are_no_text_keep_nothing_from_being_taken_away()
    {
        using var ground = await PreparedGround.CreateAsync();
        var odd = await new Command("sh", ["-c", "echo x >\"$(printf 'a\\377b')\""])
        {
            Directory = ground.Sandbox.Top,
        }.RunAsync(Deadline);
        odd.Ok.ShouldBeTrue(odd.Error);
        ground.Sandbox.CommitAll("odd");
        ground.Sandbox.Git("rm", "-q", "--", "a*b");
        var unwanted = await ground.MakeAsync();
        await PreparedWorktrees.RemoveAsync(ground.Repo, unwanted.Path, Deadline);
        var halfMade = await ground.MakeAsync();
        await HalfMadeWorktree.RedoAsync(halfMade.Administration, halfMade.Path, Deadline);
        await ground.MakeAsync();
        await PreparedWorktrees.RemoveFolderAsync(ground.Prepared.FolderOf(ground.Repo), Deadline);

        Directory.Exists(ground.Prepared.FolderOf(ground.Repo)).ShouldBeFalse();
        ground.Known().ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_of_a_worktree_is_not_mistaken_for_a_claim()
    {
        using var ground = await PreparedGround.CreateAsync();
        var prepared = await ground.MakeAsync();
        var place = ground.Sandbox.PlaceFor("x");
        WriteIn(place, ".git", File.ReadAllText(Path.Join(prepared.Path, ".git")));
        WriteIn(place, "precious.txt", "mine");

        await Should.ThrowAsync<Forge.Core.Domain.RuleBroken>(() => ground.AddAsync("x"));

        ReadIn(place, "precious.txt").ShouldBe("mine");
        ground.Prepared.Of(ground.Repo).ShouldBe([prepared]);
    }

    [Fact]
    public async Task A_worktree_that_cannot_be_filled_leaves_nothing_behind()
    {
        using var ground = await PreparedGround.CreateAsync();
        ground.Sandbox.Write(".gitattributes", "*.txt filter=broken\n");
        ground.Sandbox.CommitAll("attributes");
        ground.Sandbox.Git("config", "filter.broken.smudge", "false");
        ground.Sandbox.Git("config", "filter.broken.required", "true");

        var error = await Should.ThrowAsync<GitFailed>(() => ground.AddAsync("x"));

        error.Message.ShouldContain("a.txt: smudge filter broken failed");
        Directory.Exists(ground.Sandbox.PlaceFor("x")).ShouldBeFalse();
        ground.Known().ShouldBe(0);
        TryGitIn(ground.Sandbox.Top, "rev-parse", "-q", "--verify", "forge/x").Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task While_files_are_written_the_repository_is_free_for_others()
    {
        using var ground = await PreparedGround.CreateAsync();
        var gate = Path.Join(ground.Sandbox.Root, "gate");
        ground.Sandbox.Write(".gitattributes", "a.txt filter=slow\n");
        ground.Sandbox.CommitAll("attributes");
        var wait = $"while ! [ -e '{gate}' ]; do sleep 0.02; done; cat";
        ground.Sandbox.Git("config", "filter.slow.smudge", wait);

        var adding = ground.AddAsync("x");
        await ground.Repo.WriteAsync(_ => Task.FromResult(true), Deadline);
        adding.IsCompleted.ShouldBeFalse();
        File.WriteAllText(gate, "");
        await adding;

        ground.ShouldBeOrdinary("x");
    }

    private static void GoUntil(
        After after,
        PreparedGround ground,
        PreparedWorktree prepared,
        bool moved
    )
    {
        var place = ground.Sandbox.PlaceFor("x");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (after == After.TheRename)
        {
            Directory.Move(prepared.Path, place);
            return;
        }
        PreparedClaim.TryTake(prepared, place).ShouldBeTrue();
        if (after == After.TheNewPlaceIsKnown)
            return;
        if (after == After.HalfOfTheFiles)
        {
            WriteIn(place, "a.txt", moved ? "moved\n" : "torn");
            if (moved)
                WriteIn(place, "new.txt", "ne");
            File.WriteAllText(Path.Join(prepared.Administration, "index.lock"), "half");
            return;
        }
        GitIn(place, "checkout", "-q", "--detach", ground.Sandbox.Sha("main"));
        if (after == After.TheBranch)
        {
            ground.Sandbox.Git("branch", "forge/x", "main");
            File.WriteAllText(Path.Join(prepared.Administration, "forge-branch"), "left");
            File.WriteAllText(Path.Join(prepared.Administration, "HEAD.forge"), "left");
        }
        if (after == After.TheHead)
            GitIn(place, "checkout", "-q", "-b", "forge/x");
    }
}
