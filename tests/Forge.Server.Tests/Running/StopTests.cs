using System.Net;
using System.Text.RegularExpressions;
using Forge.Server.Tests.BadGround;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>A stop leaves nothing of what it stopped, and says so in the rows.</summary>
public sealed class StopTests(OneServer one) : IClassFixture<OneServer>, IAsyncLifetime
{
    private readonly RunningServer _server = one.Server;
    private readonly HttpClient _http = one.Server.Http();
    private string _repository = "";
    private Guid _project;

    public async Task InitializeAsync()
    {
        _repository = _server.Place.MakeRepository($"stop-{Guid.NewGuid():N}");
        _project = await _http.AddProjectAsync(_repository);
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_child_that_left_the_session_is_stopped_too()
    {
        var agent = Path.Combine(AppContext.BaseDirectory, "forge-fake-agent.dll");
        var attempt = await _http.RunAsync(
            _project,
            "Grandchild",
            command: $"touch kept.txt; exec dotnet '{agent}' spawn-grandchild"
        );
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[0]!;
        await _http.SaysAsync(process, "grandchild ");
        var pid = int.Parse(
            Regex.Match(await _http.OutputAsync(process), "grandchild (\\d+)").Groups[1].Value
        );
        Runs.IsAlive(pid).ShouldBeTrue();
        (await _http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        Runs.IsAlive(pid).ShouldBeFalse();
        var session = _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).Single();
        Runs.Alive(session).ShouldBeEmpty();
        Support.Wire.Status((await _http.ProcessesAsync(attempt))[0]!).ShouldBe("killed");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        var branch = await _http.BranchAsync(attempt);
        _server
            .Place.Git(_repository, "ls-tree", "--name-only", branch)
            .ShouldContain("kept.txt", customMessage: "the work of a stopped turn is kept");
    }

    [Fact]
    public async Task What_waits_is_cancelled_and_a_second_stop_changes_nothing()
    {
        var attempt = await HangAsync();
        await _http.FollowUpAsync(attempt, "Second");
        await _http.FollowUpAsync(attempt, "Third");
        var both = await Task.WhenAll(
            _http.DoAsync(attempt, "stop"),
            _http.DoAsync(attempt, "stop")
        );
        both.ShouldAllBe(r => r.Status == HttpStatusCode.OK);
        var before = await _http.ProcessesAsync(attempt);
        before.Count.ShouldBe(3);
        before.ShouldAllBe(p => Support.Wire.Status(p!) == "killed");
        (await _http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        (await _http.ProcessesAsync(attempt)).ToJsonString().ShouldBe(before.ToJsonString());
        _server.Place.SessionsIn(await _http.WorktreeAsync(attempt)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_waiting_process_is_cancelled_alone()
    {
        var attempt = await HangAsync();
        await _http.FollowUpAsync(attempt, "Second");
        var waiting = (await _http.ProcessesAsync(attempt))[1];
        var stop = await _http.SendAsync($"/api/execution-processes/{waiting.Id()}/stop", []);
        stop.Status.ShouldBe(HttpStatusCode.OK);
        var all = await _http.ProcessesAsync(attempt);
        all.Select(p => Support.Wire.Status(p!)).ShouldBe(["running", "killed"]);
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inprogress");
        await _http.DoAsync(attempt, "stop");
    }

    [Fact]
    public async Task Stopping_a_process_that_has_ended_does_not_touch_the_agents_next_turn()
    {
        var attempt = await _http.RunAsync(_project, "T", "WRITE=a.txt", "CLAUDE_CODE");
        var first = (await _http.RestAsync(attempt, 1))[0];
        await _http.FollowUpAsync(attempt, "SLEEP=1 WRITE=b.txt");
        await _http.ProcessesAsync(attempt, all => all.Count == 2);
        var stop = await _http.SendAsync($"/api/execution-processes/{first.Id()}/stop", []);
        stop.Status.ShouldBe(HttpStatusCode.OK);
        var all = await _http.RestAsync(attempt, 2);
        all.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
    }

    [Fact]
    public async Task A_stop_while_the_worktree_is_made_lets_nothing_begin()
    {
        // A checkout that takes its time: git asks the filter while the worktree is being made.
        var place = _server.Place;
        var slow = place.MakeRepository("slow-checkout");
        var (making, gate) = (place.At("making"), place.At("gate-making"));
        File.WriteAllText(Path.Combine(slow, ".gitattributes"), "f1.txt filter=slow\n");
        place.Git(slow, "add", "-A");
        place.Git(slow, "commit", "-q", "-m", "attributes");
        var wait = $"touch '{making}'; while ! [ -e '{gate}' ]; do sleep 0.02; done; cat";
        place.Git(slow, "config", "filter.slow.smudge", wait);
        var project = await _http.AddProjectAsync(slow);
        var attempt = await _http.RunAsync(project, "Slow", command: "touch began.txt");
        await Grounds.UntilAsync(() => File.Exists(making));
        var stop = _http.DoAsync(attempt, "stop");
        await File.WriteAllTextAsync(gate, "");
        (await stop).Status.ShouldBe(HttpStatusCode.OK);
        var process = (await _http.ProcessesAsync(attempt)).Single()!;
        Support.Wire.Status(process).ShouldBe("killed");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
        // The attempt is usable: the next prompt runs in it.
        await _http.FollowUpAsync(attempt, "Again");
        var all = await _http.RestAsync(attempt, 2);
        all.Select(p => Support.Wire.Status(p!)).ShouldBe(["killed", "completed"]);
        var worktree = await _http.WorktreeAsync(attempt);
        _server.Place.SessionsIn(worktree).Count.ShouldBe(1, "the stopped one never began");
    }

    [Fact]
    public async Task A_stop_at_any_moment_of_a_start_leaves_nothing_running()
    {
        for (var i = 0; i < 8; i++)
        {
            var attempt = await _http.RunAsync(_project, "Race", command: "exec sleep 600");
            await Task.Delay(TimeSpan.FromMilliseconds(i * 25), TimeProvider.System);
            (await _http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
            var process = (await _http.ProcessesAsync(attempt)).Single()!;
            Support.Wire.Status(process).ShouldBe("killed", $"after {i * 25} ms: {_server.Log}");
            if ((await _http.AttemptAsync(attempt)).Text("container_ref") is { Length: > 0 } path)
                _server.Place.SessionsIn(path).ShouldAllBe(s => Runs.Alive(s).Count == 0);
        }
    }

    private async Task<Guid> HangAsync()
    {
        var attempt = await _http.RunAsync(_project, "Hang", command: "echo up; exec sleep 600");
        var process = (await _http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await _http.SaysAsync(process, "up");
        return attempt;
    }
}
