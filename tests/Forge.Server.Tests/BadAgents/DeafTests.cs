using System.Diagnostics;
using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Agents that do not listen: to their input, to the end of their output.</summary>
public sealed class DeafTests(BadAgentsServer one) : BadAgent(one)
{
    // More than a pipe holds, so that whoever waited for the agent to read would wait for ever.
    private static readonly string Long = new('x', 300_000);

    [Fact]
    public async Task One_that_never_reads_keeps_nobody_waiting_and_nothing_said_is_lost()
    {
        ClaudeBegins(
            """
            echo '{"type":"system","subtype":"init","session_id":"deaf","model":"m"}'
            exec sleep 600
            """
        );
        var clock = Stopwatch.StartNew();
        var attempt = await Http.RunAsync(Project, "Deaf", "first " + Long, "CLAUDE_CODE");
        var process = (await Http.ProcessesAsync(attempt, all => all.Count == 1))[0];
        await Http.SaysAsync(process, "init");
        for (var i = 0; i < 3; i++)
        {
            var steered = await Http.FollowUpAsync(attempt, $"steered {i} {Long}", steer: true);
            steered.Status.ShouldBe(HttpStatusCode.OK);
            steered.Id.ToString().ShouldBe(process.Id());
        }
        (await Http.FollowUpAsync(attempt, "waits")).Status.ShouldBe(HttpStatusCode.OK);
        var session = await SessionAsync(attempt);
        var said = await File.ReadAllTextAsync(Path.Combine(session, "in.log"));
        foreach (var part in (string[])["first ", "steered 0 ", "steered 1 ", "steered 2 "])
            said.ShouldContain(part + Long);
        (await Http.DoAsync(attempt, "stop")).Status.ShouldBe(HttpStatusCode.OK);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await Http.ProcessesAsync(attempt)).ShouldAllBe(p => Support.Wire.Status(p!) == "killed");
        Runs.Alive(session).ShouldBeEmpty();
        InSession(WrapperOf(session)).ShouldBeEmpty("the feed that was stuck in a full pipe");
    }

    [Fact]
    public async Task One_that_closes_its_output_is_at_work_until_it_ends()
    {
        var attempt = await Http.RunAsync(
            Project,
            "Silent",
            command: "echo bye; exec >&- 2>&-; until [ -e go ]; do sleep 0.05; done; mv go kept"
        );
        var process = (await Http.ProcessesAsync(attempt, all => all.Count == 1))[0]!;
        await Http.SaysAsync(process, "bye");
        var worktree = await Http.WorktreeAsync(attempt);
        Runs.Alive(await SessionAsync(attempt)).ShouldNotBeEmpty();
        Support.Wire.Status((await Http.ProcessesAsync(attempt))[0]!).ShouldBe("running");
        await File.WriteAllTextAsync(Path.Combine(worktree, "go"), "on\n");
        ShouldHaveEnded((await Http.RestAsync(attempt, 1))[0]!, "completed", 0);
        Show(await Http.BranchAsync(attempt), "kept").ShouldBe("on");
        (await RawAsync(process)).ShouldBe("bye\n");
    }

    private async Task<string> RawAsync(System.Text.Json.Nodes.JsonNode process) =>
        (await Streams.RawReplay.ReadAsync(Server, process.Id())).Out;

    private static int WrapperOf(string session) =>
        int.Parse(File.ReadAllText(Path.Combine(session, "wrapper")).Split(' ')[0]);

    /// <summary>Living processes of an operating system's session.</summary>
    private static List<int> InSession(int id) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
                .Where(pid => pid > 0 && SessionOf(pid) == id && Runs.IsAlive(pid)),
        ];

    private static int SessionOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
