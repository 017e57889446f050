using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Agents that treat their worktree badly: what they did is kept, and where it is, is said.</summary>
public sealed class WorktreeTests(BadAgentsServer one) : BadAgent(one)
{
    [Fact]
    public async Task One_that_deletes_its_worktree_is_told_of_and_the_next_prompt_gets_it_back()
    {
        var (attempt, first) = await ToEndAsync("echo one > a.txt");
        ShouldHaveEnded(first, "completed", 0);
        var worktree = await Http.WorktreeAsync(attempt);
        var gone = await NextAsync(attempt, "rm -rf \"$PWD\"; echo gone");
        ShouldHaveEnded(gone, "completed", 0);
        Directory.Exists(worktree).ShouldBeFalse();
        Note(gone).ShouldContain($"{worktree} was deleted");
        Note(gone).ShouldContain("The next prompt makes the worktree again");
        (await Http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        var back = await NextAsync(attempt, "cat a.txt; echo two > b.txt");
        ShouldHaveEnded(back, "completed", 0);
        Note(back).ShouldBe("");
        (await Http.OutputAsync(back)).ShouldBe("one\n");
        var branch = await Http.BranchAsync(attempt);
        Show(branch, "a.txt").ShouldBe("one");
        Show(branch, "b.txt").ShouldBe("two");
    }

    [Theory]
    [InlineData("rm .git")]
    [InlineData(
        "rm .git; git init -q .; git add -A; git -c user.name=x -c user.email=y commit -qm x"
    )]
    public async Task One_that_takes_its_worktree_apart_loses_nothing(string how)
    {
        var (attempt, _) = await ToEndAsync("echo one > a.txt");
        var apart = await NextAsync(attempt, $"echo precious > b.txt; {how}");
        ShouldHaveEnded(apart, "completed", 0);
        Note(apart).ShouldContain("is no git worktree any more");
        Note(apart).ShouldContain("trash");
        var back = await NextAsync(attempt, "cat a.txt; ls b.txt");
        (await Http.OutputAsync(back)).ShouldContain("one\n");
        (await Http.OutputAsync(back)).ShouldContain("b.txt'");
        Directory
            .EnumerateFiles(
                Path.Combine(Server.Place.State, "trash"),
                "b.txt",
                SearchOption.AllDirectories
            )
            .Count(file =>
                file.Contains(Path.GetFileName(apartName(attempt)))
                && File.ReadAllText(file) == "precious\n"
            )
            .ShouldBe(1);
        Git("status", "--porcelain").ShouldBe("", "the person's own checkout");
        Git("log", "--format=%s", "main").ShouldBe("init");

        string apartName(Guid id) => Http.WorktreeAsync(id).Result;
    }

    [Fact]
    public async Task A_living_agent_whose_worktree_is_gone_makes_way_for_one_in_a_new_worktree()
    {
        var (attempt, _) = await ToEndAsync("WRITE=a.txt:one", "CLAUDE_CODE");
        var gone = await NextAsync(attempt, "DELETE");
        Note(gone).ShouldContain("was deleted");
        Runs.Alive(await SessionAsync(attempt)).ShouldNotBeEmpty();
        var back = await NextAsync(attempt, "WRITE=b.txt:two RECALL=1");
        ShouldHaveEnded(back, "completed", 0);
        Server.Place.SessionsIn(await Http.WorktreeAsync(attempt)).Count.ShouldBe(2);
        var branch = await Http.BranchAsync(attempt);
        Show(branch, "a.txt").ShouldBe("one");
        Show(branch, "b.txt").ShouldBe("two");
        (await Server.ConversationAsync(back)).ShouldContain("WRITE=a.txt:one");
    }

    [Fact]
    public async Task What_is_no_worktree_any_more_can_be_discarded()
    {
        var (attempt, _) = await ToEndAsync("echo precious > b.txt; rm .git");
        var worktree = await Http.WorktreeAsync(attempt);
        var discard = await Http.DoAsync(attempt, "discard");
        discard.Status.ShouldBe(HttpStatusCode.OK, discard.Message);
        Directory.Exists(worktree).ShouldBeFalse();
        Directory
            .EnumerateDirectories(
                Path.Combine(Server.Place.State, "trash"),
                "*" + Path.GetFileName(worktree)
            )
            .Count(place => File.Exists(Path.Combine(place, "b.txt")))
            .ShouldBe(1);
    }

    [Fact]
    public async Task Repositories_that_it_leaves_inside_are_kept_apart_and_named()
    {
        var (attempt, process) = await ToEndAsync(
            """
            echo outer > outer.txt
            git init -q born && echo deep > born/deep.txt && git -C born add -A
            git -C born -c user.name=x -c user.email=y commit -qm inner && echo more > born/more.txt
            git init -q unborn && echo fresh > unborn/fresh.txt
            """
        );
        ShouldHaveEnded(process, "completed", 0);
        var branch = await Http.BranchAsync(attempt);
        Git("ls-tree", "-r", "--name-only", branch)
            .ShouldBe("f1.txt\nf2.txt\nf3.txt\nouter.txt\nsrc/a.c");
        Note(process).ShouldContain("born, unborn");
        Note(process).ShouldContain($"refs/forge/snap/{attempt}/1");
        Note(process).ShouldContain("remove the .git inside");
        var kept = Git("for-each-ref", "--format=%(refname)", $"refs/forge/snap/{attempt}")
            .Split('\n')
            .Where(name => name.Contains("-nested/"))
            .Select(name => Git("ls-tree", "-r", "--name-only", name))
            .ToList();
        kept.ShouldBe(["deep.txt\nmore.txt", "fresh.txt"], ignoreOrder: true);
        // As the note says: without their own .git they are part of the work.
        var after = await NextAsync(attempt, "rm -rf born/.git unborn/.git");
        Note(after).ShouldBe("");
        Show(branch, "born/more.txt").ShouldBe("more");
        Show(branch, "unborn/fresh.txt").ShouldBe("fresh");
        // Worktree gone by hand: the files come back from branch and snapshot.
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Show("main", "unborn/fresh.txt").ShouldBe("fresh");
    }
}
