using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>What people change by hand under an attempt: its branch, its worktree, its target, the place of all.</summary>
public sealed class ChangedUnderneathTests(OneServer one) : IClassFixture<OneServer>, IDisposable
{
    private readonly Place _place = one.Server.Place;
    private readonly HttpClient _http = one.Server.Http();
    private string _path = one.Server.Place.MakeRepository($"under-{Guid.NewGuid():N}");

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_branch_deleted_by_hand_comes_back_with_all_its_commits(
        bool worktreeToo,
        bool merge
    )
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo line >> all.txt");
        await _http.FollowUpAsync(attempt, "two");
        await _http.LastAsync(attempt, 2);
        var branch = await _http.BranchAsync(attempt);
        var tip = Git("rev-parse", branch);
        if (worktreeToo)
            Directory.Delete(await _http.WorktreeAsync(attempt), recursive: true);
        Git("update-ref", "-d", $"refs/heads/{branch}");
        if (!merge)
        {
            await _http.FollowUpAsync(attempt, "three");
            Support.Wire.Status(await _http.LastAsync(attempt, 3)).ShouldBe("completed");
            Git("rev-parse", $"{branch}^").ShouldBe(tip);
        }
        await _http.MergedAsync(attempt);
        Git("show", "main:all.txt").ShouldBe(merge ? "line\nline" : "line\nline\nline");
        Git("show", "main:f1.txt").ShouldBe("file 1");
    }

    [Fact]
    public async Task An_agent_that_deletes_its_own_branch_loses_nothing()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(
            project,
            "echo a > a.txt; git update-ref -d \"$(git symbolic-ref HEAD)\"; echo b > b.txt"
        );
        await _http.MergedAsync(attempt);
        Git("show", "main:a.txt").ShouldBe("a");
        Git("show", "main:b.txt").ShouldBe("b");
        Git("show", "main:f1.txt").ShouldBe("file 1");
    }

    [Fact]
    public async Task Work_whose_worktree_was_deleted_by_hand_is_merged_from_its_branch()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo a > a.txt");
        Directory.Delete(await _http.WorktreeAsync(attempt), recursive: true);
        await _http.MergedAsync(attempt);
        Git("show", "main:a.txt").ShouldBe("a");
    }

    [Fact]
    public async Task A_moved_repository_is_asked_for_and_everything_goes_on_when_it_is_told()
    {
        var project = await _http.AddProjectAsync(_path);
        var gate = _place.At($"gate-{Guid.NewGuid():N}");
        var done = await _http.DoneAsync(project, "echo one >> one.txt");
        var busy = await _http.RunAsync(
            project,
            "Busy",
            command: $"echo up; while [ ! -e '{gate}' ]; do sleep 0.05; done; echo two > two.txt"
        );
        await _http.SaysAsync((await _http.ProcessesAsync(busy, all => all.Count > 0))[0], "up");
        var old = _path;
        _path = old + "-moved";
        await MoveAtRestAsync(old, _path);
        var refused = await _http.DoAsync(done, "merge");
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Message.ShouldContain(old);
        refused.Message.ShouldContain("forge init --moved PROJECT");
        await _http.FollowUpAsync(done, "lost");
        var failed = await _http.LastAsync(done, 2);
        Support.Wire.Status(failed).ShouldBe("failed");
        failed.Text("exit_note").ShouldContain("forge init --moved PROJECT");
        var other = _place.MakeRepository($"other-{Guid.NewGuid():N}");
        // The first commit of the two is the same when both were made within one second.
        Directory.Delete(Path.Combine(other, ".git"), recursive: true);
        _place.Git(other, "init", "-q", "-b", "main");
        string[] person = ["-c", "user.name=B", "-c", "user.email=b@example.test"];
        _place.Git(other, [.. person, "commit", "-q", "--allow-empty", "-m", "another history"]);
        var wrong = await MoveAsync(project, other);
        wrong.Status.ShouldBe(HttpStatusCode.Conflict);
        wrong.Message.ShouldContain("is not the repository of");
        wrong.Message.ShouldContain("a project of its own");
        (await MoveAsync(project, _path)).Status.ShouldBe(HttpStatusCode.OK);
        await File.WriteAllTextAsync(gate, "");
        Support.Wire.Status(await _http.LastAsync(busy, 1)).ShouldBe("completed");
        await _http.FollowUpAsync(done, "found");
        Support.Wire.Status(await _http.LastAsync(done, 3)).ShouldBe("completed");
        await _http.MergedAsync(done);
        await _http.MergedAsync(busy);
        Git("show", "main:one.txt").ShouldBe("one\none");
        Git("show", "main:two.txt").ShouldBe("two");
        Git("status", "--porcelain").ShouldBeEmpty();
    }

    [Fact]
    public async Task Work_that_ended_while_its_repository_was_away_is_kept_when_it_is_back()
    {
        var project = await _http.AddProjectAsync(_path);
        var gate = _place.At($"gate-{Guid.NewGuid():N}");
        var attempt = await _http.RunAsync(
            project,
            "Away",
            command: $"echo up; while [ ! -e '{gate}' ]; do sleep 0.05; done; echo w > w.txt"
        );
        await _http.SaysAsync((await _http.ProcessesAsync(attempt, all => all.Count > 0))[0], "up");
        await MoveAtRestAsync(_path, _path + "-away");
        await File.WriteAllTextAsync(gate, "");
        var process = await _http.LastAsync(attempt, 1);
        Support.Wire.Status(process).ShouldBe("completed");
        process.Text("exit_note").ShouldContain("could not be committed");
        process.Text("exit_note").ShouldContain(_path);
        Directory.Move(_path + "-away", _path);
        await _http.MergedAsync(attempt);
        Git("show", "main:w.txt").ShouldBe("w");
    }

    [Fact]
    public async Task A_target_that_was_rewound_does_not_get_back_what_was_taken_out()
    {
        Commit("secret.txt", "taken out later");
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo own > own.txt");
        var cut = Git("rev-parse", "main");
        Git("reset", "-q", "--hard", "main^");
        Commit("instead.txt", "came instead");
        var main = Git("rev-parse", "main");
        await _http.RefusedAsync(
            attempt,
            "merge",
            "main was moved back",
            cut[..10],
            "Rebase the attempt"
        );
        Git("rev-parse", "main").ShouldBe(main);
        var rebase = await _http.DoAsync(attempt, "rebase");
        rebase.Status.ShouldBe(HttpStatusCode.OK, rebase.Message);
        await _http.MergedAsync(attempt);
        Git("ls-tree", "--name-only", "main").Split('\n').ShouldNotContain("secret.txt");
        Git("show", "main:own.txt").ShouldBe("own");
        Git("show", "main:instead.txt").ShouldBe("came instead");
    }

    [Fact]
    public async Task A_forced_push_into_a_bare_target_is_seen_without_a_log_of_it()
    {
        Commit("secret.txt", "taken out later");
        var bare = _path + ".git";
        Git("clone", "-q", "--bare", ".", bare);
        Git("remote", "add", "hub", bare);
        var project = await _http.AddProjectAsync(bare);
        var attempt = await _http.DoneAsync(project, "echo own > own.txt");
        Git("reset", "-q", "--hard", "main^");
        Commit("instead.txt", "came instead");
        Git("push", "-q", "--force", "hub", "main");
        await _http.RefusedAsync(attempt, "merge", "main was moved back", "Rebase the attempt");
        (await _http.DoAsync(attempt, "rebase")).Status.ShouldBe(HttpStatusCode.OK);
        await _http.MergedAsync(attempt);
        _place
            .Git(bare, "ls-tree", "--name-only", "main")
            .Split('\n')
            .ShouldNotContain("secret.txt");
        _place.Git(bare, "show", "main:own.txt").ShouldBe("own");
    }

    [Fact]
    public async Task A_merge_that_a_person_undid_can_be_merged_again()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo own >> own.txt");
        await _http.MergedAsync(attempt);
        Git("reset", "-q", "--hard", "main^");
        await _http.FollowUpAsync(attempt, "more");
        await _http.LastAsync(attempt, 2);
        await _http.MergedAsync(attempt);
        Git("show", "main:own.txt").ShouldBe("own\nown");
    }

    [Fact]
    public async Task Another_target_than_the_one_it_was_cut_from_is_no_rewound_one()
    {
        Commit("newer.txt", "only on main");
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo own > own.txt");
        var changed = await _http.SendAsync(
            $"/api/task-attempts/{attempt}/change-target-branch",
            new JsonObject { ["new_target_branch"] = "dev" }
        );
        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Message);
        await _http.MergedAsync(attempt);
        Git("show", "dev:own.txt").ShouldBe("own");
    }

    [Fact]
    public async Task A_dirty_checkout_keeps_every_edit_through_a_merge()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo new > new.txt; echo c >> src/a.c");
        Write(_path, "f1.txt", "edited\n");
        Write(_path, "f2.txt", "staged\n");
        Git("add", "f2.txt");
        Write(_path, "f2.txt", "staged, then edited\n");
        File.Delete(Path.Combine(_path, "f3.txt"));
        Write(_path, "untracked.txt", "u\n");
        var before = Git("status", "--porcelain");
        await _http.MergedAsync(attempt);
        Git("status", "--porcelain").ShouldBe(before);
        File.ReadAllText(Path.Combine(_path, "f2.txt")).ShouldBe("staged, then edited\n");
        Git("show", ":f2.txt").ShouldBe("staged");
        File.ReadAllText(Path.Combine(_path, "new.txt")).ShouldBe("new\n");
        Git("stash", "list").ShouldBeEmpty();
    }

    private Task<Reply> MoveAsync(Guid project, string path) =>
        _http.AskAsync(
            HttpMethod.Put,
            $"/api/projects/{project}",
            new JsonObject { ["git_repo_path"] = path }.ToJsonString()
        );

    /// <summary>Not while git makes the next worktree there: it would leave half an entry at the old place.</summary>
    private async Task MoveAtRestAsync(string from, string to)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (
            !_place
                .Git(from, "worktree", "list", "--porcelain")
                .Contains("locked Forge: prepared", StringComparison.Ordinal)
        )
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        Directory.Move(from, to);
    }

    private void Commit(string name, string text)
    {
        Write(_path, name, text + "\n");
        Git("add", "-A");
        Git("commit", "-q", "-m", name);
    }

    private string Git(params string[] arguments) => _place.Git(_path, arguments);
}
