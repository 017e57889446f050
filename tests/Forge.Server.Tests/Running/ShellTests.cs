using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>Any command line as an agent.</summary>
public sealed class ShellTests(OneServer one) : IClassFixture<OneServer>, IAsyncLifetime
{
    private readonly RunningServer _server = one.Server;
    private readonly HttpClient _http = one.Server.Http();
    private string _repository = "";
    private Guid _project;

    public async Task InitializeAsync()
    {
        _repository = _server.Place.MakeRepository($"shell-{Guid.NewGuid():N}");
        _project = await _http.AddProjectAsync(_repository);
    }

    public Task DisposeAsync()
    {
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_runs_and_its_work_is_a_commit_on_the_attempts_branch()
    {
        var attempt = await _http.RunAsync(_project, "Write it", command: "echo hi > made.txt");
        var process = (await _http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(process).ShouldBe("completed");
        process["exit_code"]!.GetValue<int>().ShouldBe(0);
        var branch = await _http.BranchAsync(attempt);
        Show(branch, "made.txt").ShouldBe("hi");
        var head = _server.Place.Git(_repository, "rev-parse", branch);
        process.Text("after_head_commit").ShouldBe(head);
        process
            .Text("before_head_commit")
            .ShouldBe(_server.Place.Git(_repository, "rev-parse", "main"));
        File.Exists(Path.Combine(_repository, "made.txt")).ShouldBeFalse();
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
    }

    [Fact]
    public async Task A_failing_command_is_failed_with_its_code_and_its_work_is_kept()
    {
        var attempt = await _http.RunAsync(
            _project,
            "Fail",
            command: "echo half > half.txt; echo why >&2; exit 7"
        );
        var process = (await _http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(process).ShouldBe("failed");
        process["exit_code"]!.GetValue<int>().ShouldBe(7);
        Show(await _http.BranchAsync(attempt), "half.txt").ShouldBe("half");
        (await _server.ConversationAsync(process)).ShouldContain("exit code 7");
        (await _http.TaskStatusAsync(attempt)).ShouldBe("inreview");
    }

    [Fact]
    public async Task The_prompt_comes_by_input_file_and_variable_and_the_environment_without_our_secrets()
    {
        var attempt = await _http.RunAsync(
            _project,
            "Read me",
            "with \"quotes\" and $HOME",
            command: "cat > in.txt; cat \"$FORGE_PROMPT_FILE\" > file.txt; printf %s \"$FORGE_PROMPT\" > var.txt; env > env.txt"
        );
        Support.Wire.Status((await _http.RestAsync(attempt, 1))[0]!).ShouldBe("completed");
        var branch = await _http.BranchAsync(attempt);
        const string prompt = "Read me\n\nwith \"quotes\" and $HOME";
        foreach (var file in new[] { "in.txt", "file.txt", "var.txt" })
            Show(branch, file).ShouldBe(prompt, file);
        var lines = Show(branch, "env.txt").Split('\n');
        lines.ShouldContain("EXAMPLE_API_KEY=passed-on");
        lines.ShouldContain($"HOME={_server.Place.Home}");
        lines.ShouldContain($"FORGE_ATTEMPT_ID={attempt}");
        lines.ShouldNotContain(l => l.Contains("never-passed") || l.Contains(_server.Token));
        lines.ShouldNotContain(l => l.StartsWith("FORGE_HOME=") || l.StartsWith("PORT="));
    }

    [Fact]
    public async Task A_prompt_too_long_for_a_variable_still_comes_by_input()
    {
        var attempt = await _http.RunAsync(
            _project,
            "Long",
            new string('x', 200_000),
            command: "wc -c > count.txt; echo \"${FORGE_PROMPT-unset}\" > var.txt"
        );
        Support.Wire.Status((await _http.RestAsync(attempt, 1))[0]!).ShouldBe("completed");
        var branch = await _http.BranchAsync(attempt);
        Show(branch, "count.txt").Trim().ShouldBe("200006");
        Show(branch, "var.txt").ShouldBe("unset");
    }

    [Fact]
    public async Task Ten_ports_are_leased_to_each_attempt_and_given_back_by_a_discard()
    {
        const string ports = "for i in 0 1 2 3 4 5 6 7 8 9; do eval echo \\$FORGE_PORT_$i; done";
        var first = await PortsAsync(ports);
        var second = await PortsAsync(ports);
        first.Ports.Count.ShouldBe(10);
        first.Ports.Distinct().Count().ShouldBe(10);
        first.Ports.ShouldNotContain(p => second.Ports.Contains(p));
        (await _http.DoAsync(first.Attempt, "discard")).Status.ShouldBe(HttpStatusCode.OK);
        (await PortsAsync(ports)).Ports.ShouldBe(first.Ports);
    }

    [Fact]
    public async Task A_follow_up_runs_the_command_again_in_the_same_worktree()
    {
        var attempt = await _http.RunAsync(_project, "One", command: "cat >> all.txt");
        await _http.RestAsync(attempt, 1);
        await _http.FollowUpAsync(attempt, "Two");
        var processes = await _http.RestAsync(attempt, 2);
        processes.ShouldAllBe(p => Support.Wire.Status(p!) == "completed");
        Show(await _http.BranchAsync(attempt), "all.txt").ShouldBe("OneTwo");
    }

    private async Task<(Guid Attempt, List<string> Ports)> PortsAsync(string command)
    {
        var attempt = await _http.RunAsync(_project, "Ports", command: command);
        var process = (await _http.RestAsync(attempt, 1))[0];
        var output = await _http.OutputAsync(process);
        return (attempt, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private string Show(string branch, string file) =>
        _server.Place.Git(_repository, "show", $"{branch}:{file}");
}
