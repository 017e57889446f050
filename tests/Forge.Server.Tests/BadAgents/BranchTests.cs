using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Agents that use git themselves. What is shown, what is kept and what is merged is one and the same.</summary>
public sealed class BranchTests(BadAgentsServer one) : BadAgent(one)
{
    private const string Commit =
        "echo own > own.txt; git add -A; git -c user.name=Agent -c user.email=a@example.test commit -qm 'its own'; echo left > left.txt";

    [Theory]
    [InlineData("git checkout -q -b other", "other")]
    [InlineData("git checkout -q --detach", null)]
    [InlineData("git branch -q -m renamed", "renamed")]
    [InlineData("git checkout -q dev", "dev")]
    public async Task Work_on_another_branch_is_on_the_attempts_own_after_the_turn_and_is_merged(
        string how,
        string? other
    )
    {
        var (attempt, process) = await ToEndAsync($"{how}; {Commit}");
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldBe("");
        var (branch, worktree) = (
            await Http.BranchAsync(attempt),
            await Http.WorktreeAsync(attempt)
        );
        Show(branch, "own.txt").ShouldBe("own");
        Show(branch, "left.txt").ShouldBe("left");
        process.Text("after_head_commit").ShouldBe(Git("rev-parse", branch));
        Server.Place.Git(worktree, "symbolic-ref", "--short", "HEAD").ShouldBe(branch);
        // What the agent made stays where it put it; what Forge commits goes onto nobody else's branch.
        if (other is not null)
            Git("log", "-1", "--format=%s", other).ShouldBe("its own");
        var diff = (await Http.ReadAsync($"/api/task-attempts/{attempt}/diff")).Data.AsArray();
        diff.Select(file => file.Text("newPath"))
            .ShouldBe(["left.txt", "own.txt"], ignoreOrder: true);
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Show("main", "own.txt").ShouldBe("own");
        Show("main", "left.txt").ShouldBe("left");
        ShouldHaveEnded(await NextAsync(attempt, "echo more > more.txt"), "completed", 0);
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Show("main", "more.txt").ShouldBe("more");
    }

    [Theory]
    [InlineData("git checkout -q dev", "on the branch dev")]
    [InlineData("git checkout -q --detach main", "on no branch (a detached HEAD)")]
    [InlineData("git checkout -q --orphan lonely", "on the branch lonely")]
    public async Task Work_beside_the_attempts_branch_is_kept_and_a_merge_says_where_it_is(
        string how,
        string where
    )
    {
        var (attempt, _) = await ToEndAsync("echo one > a.txt");
        var (branch, dev, tip) = (
            await Http.BranchAsync(attempt),
            Git("rev-parse", "dev"),
            Git("rev-parse", await Http.BranchAsync(attempt))
        );
        var process = await NextAsync(attempt, $"{how}; echo two > b.txt");
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldContain(where);
        Note(process).ShouldContain($"git switch {branch}");
        Git("rev-parse", "dev").ShouldBe(dev);
        Git("rev-parse", branch).ShouldBe(tip);
        var snapshot = Note(process).Split("refs/forge/snap/")[1].Split('.')[0];
        Show($"refs/forge/snap/{snapshot}", "b.txt").ShouldBe("two");
        var merge = await Http.DoAsync(attempt, "merge");
        merge.Status.ShouldBe(HttpStatusCode.Conflict);
        merge.Message.ShouldContain(where);
        Git("log", "--format=%s", "main").ShouldBe("init");
        // As the message says.
        await NextAsync(attempt, $"mv b.txt ..; git checkout -qf {branch}; mv ../b.txt .");
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Show("main", "a.txt").ShouldBe("one");
        Show("main", "b.txt").ShouldBe("two");
    }

    [Fact]
    public async Task Commits_of_its_own_stay_its_own_and_what_it_left_comes_on_top()
    {
        var (attempt, process) = await ToEndAsync($"{Commit}");
        ShouldHaveEnded(process, "completed", 0);
        var branch = await Http.BranchAsync(attempt);
        Git("log", "--format=%an: %s", $"main..{branch}")
            .Split('\n')
            .ShouldBe([$"A Person: {Commit[..71]}…", "Agent: its own"]);
        process.Text("before_head_commit").ShouldBe(Git("rev-parse", "main"));
        process.Text("after_head_commit").ShouldBe(Git("rev-parse", branch));
        var status = (await Http.ReadAsync($"/api/task-attempts/{attempt}/branch-status")).Data;
        status["commits_ahead"]!.GetValue<int>().ShouldBe(2);
        (await Http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        Git("log", "--format=%s", "main").Split('\n').Length.ShouldBe(2);
        Show("main", "own.txt").ShouldBe("own");
        Show("main", "left.txt").ShouldBe("left");
    }

    [Fact]
    public async Task A_merge_that_it_left_unfinished_is_not_committed_and_said()
    {
        var (attempt, process) = await ToEndAsync(
            """
            g() { git -c user.name=x -c user.email=y "$@"; }
            git checkout -q -b side; echo side > f1.txt; g commit -qam side
            git checkout -q "$FORGE_BRANCH"; echo mine > f1.txt; g commit -qam mine
            g merge -q side; true
            """
        );
        ShouldHaveEnded(process, "completed", 0);
        Note(process).ShouldContain("left a merge unfinished");
        Note(process).ShouldContain("git merge --continue");
        var branch = await Http.BranchAsync(attempt);
        Git("log", "-1", "--format=%s", branch).ShouldBe("mine");
        var after = await NextAsync(
            attempt,
            "echo both > f1.txt; git add -A; git -c user.name=x -c user.email=y commit -qm both"
        );
        Note(after).ShouldBe("");
        Show(branch, "f1.txt").ShouldBe("both");
    }
}
