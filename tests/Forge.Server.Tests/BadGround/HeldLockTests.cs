using System.Diagnostics;
using System.Net;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>Git's locks, held by the living or left by the dead.</summary>
public sealed class HeldLockTests(OneServer one) : IClassFixture<OneServer>, IDisposable
{
    private readonly Place _place = one.Server.Place;
    private readonly HttpClient _http = one.Server.Http();
    private readonly string _path = one.Server.Place.MakeRepository($"lock-{Guid.NewGuid():N}");

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task An_index_lock_that_the_agent_left_is_named_and_its_work_waits_in_the_worktree()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.RunAsync(
            project,
            "Left",
            command: "echo kept > kept.txt; touch \"$(git rev-parse --git-dir)/index.lock\""
        );
        var process = await _http.LastAsync(attempt, 1);
        Support.Wire.Status(process).ShouldBe("completed");
        process.Text("exit_note").ShouldContain("could not be committed");
        process.Text("exit_note").ShouldContain("index.lock");
        process.Text("exit_note").ShouldContain("delete that file and try again");
        await _http.RefusedAsync(attempt, "merge", "index.lock", "delete that file and try again");
        var worktree = await _http.WorktreeAsync(attempt);
        // The snapshot was taken with an index of its own.
        Git("show", $"refs/forge/snap/{attempt}/1:kept.txt").ShouldBe("kept");
        File.Delete(Path.Combine(_place.Git(worktree, "rev-parse", "--git-dir"), "index.lock"));
        await _http.MergedAsync(attempt);
        Git("show", "main:kept.txt").ShouldBe("kept");
    }

    [Theory]
    [InlineData("index.lock")]
    [InlineData("HEAD.lock")]
    [InlineData("refs/heads/main.lock")]
    public async Task A_lock_that_a_dead_git_left_in_the_checkout_is_named_and_nothing_moves(
        string name
    )
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo new > f1.txt; echo n > new.txt");
        var main = Git("rev-parse", "main");
        var file = Write(Path.Combine(_path, ".git"), name, "");
        await _http.RefusedAsync(attempt, "merge", file, "delete that file and try again");
        File.Exists(file).ShouldBeTrue("it is the person's to delete");
        File.Delete(file);
        Git("rev-parse", "main").ShouldBe(main);
        Git("status", "--porcelain").ShouldBeEmpty();
        await _http.MergedAsync(attempt);
        Git("show", "main:f1.txt").ShouldBe("new");
    }

    [Fact]
    public async Task A_lock_that_a_living_program_holds_is_waited_for()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo new > new.txt");
        var file = Path.Combine(_path, ".git", "index.lock");
        using var holder = Process.Start(
            new ProcessStartInfo(
                "/bin/sh",
                ["-c", "exec 9>\"$1\"; echo held; read -r line; rm \"$1\"", "sh", file]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        (await holder.StandardOutput.ReadLineAsync()).ShouldBe("held");
        var merge = _http.DoAsync(attempt, "merge");
        // Longer than the patience with a dead one.
        await Task.WhenAny(merge, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System));
        merge.IsCompleted.ShouldBeFalse();
        await holder.StandardInput.WriteLineAsync();
        (await merge).Status.ShouldBe(HttpStatusCode.OK, (await merge).Message);
        await holder.WaitForExitAsync();
        File.Exists(Path.Combine(_path, "new.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_target_that_no_checkout_holds_and_whose_lock_is_held_is_named()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = (await _http.TryRunAsync(project, "dev", "echo d > d.txt")).Attempt();
        await _http.LastAsync(attempt, 1);
        var file = Write(Path.Combine(_path, ".git"), "refs/heads/dev.lock", "");
        await _http.RefusedAsync(attempt, "merge", "dev.lock", "delete the file and try again");
        File.Delete(file);
        Git("rev-parse", "dev").ShouldBe(Git("rev-parse", "main"));
        await _http.MergedAsync(attempt);
        Git("show", "dev:d.txt").ShouldBe("d");
    }

    [Fact]
    public async Task A_held_lock_of_the_packed_refs_stands_in_nobodys_way()
    {
        var project = await _http.AddProjectAsync(_path);
        Git("pack-refs", "--all");
        var file = Write(Path.Combine(_path, ".git"), "packed-refs.lock", "");
        var attempt = await _http.DoneAsync(project, "echo p > p.txt");
        await _http.MergedAsync(attempt);
        await _http.FollowUpAsync(attempt, "more");
        await _http.LastAsync(attempt, 2);
        (await _http.DoAsync(attempt, "discard")).Status.ShouldBe(HttpStatusCode.OK);
        Git("show", "main:p.txt").ShouldBe("p");
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_of_the_attempts_own_branch_does_not_undo_the_merge()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(project, "echo m > m.txt");
        var branch = await _http.BranchAsync(attempt);
        var file = Write(Path.Combine(_path, ".git"), $"refs/heads/{branch}.lock", "");
        await _http.MergedAsync(attempt);
        (await _http.TaskStatusAsync(attempt)).ShouldBe("done");
        Git("show", "main:m.txt").ShouldBe("m");
        File.Delete(file);
        await _http.FollowUpAsync(attempt, "again");
        Support.Wire.Status(await _http.LastAsync(attempt, 2)).ShouldBe("completed");
    }

    [Fact]
    public async Task A_merge_that_git_breaks_off_at_its_last_step_is_taken_back_whole()
    {
        var project = await _http.AddProjectAsync(_path);
        var attempt = await _http.DoneAsync(
            project,
            "echo new > f1.txt; echo n > new.txt; rm f2.txt"
        );
        var main = Git("rev-parse", "main");
        File.WriteAllText(Path.Combine(_path, "f3.txt"), "mine\n");
        // Files and index are brought forward first; then the branch's own log cannot be written.
        var log = Path.Combine(_path, ".git", "logs", "refs", "heads", "main");
        File.Move(log, log + ".away");
        Write(log, "in-the-way", "");
        await _http.RefusedAsync(
            attempt,
            "merge",
            "could not be brought forward",
            "logs/refs/heads/main"
        );
        Git("rev-parse", "main").ShouldBe(main);
        Git("status", "--porcelain").ShouldBe("M f3.txt");
        File.ReadAllText(Path.Combine(_path, "f1.txt")).ShouldBe("file 1\n");
        File.ReadAllText(Path.Combine(_path, "f3.txt")).ShouldBe("mine\n");
        Directory.Delete(log, recursive: true);
        File.Move(log + ".away", log);
        await _http.MergedAsync(attempt);
        Git("status", "--porcelain").ShouldBe("M f3.txt");
        Git("show", "main:f1.txt").ShouldBe("new");
    }

    private string Git(params string[] arguments) => _place.Git(_path, arguments);
}
