using System.Text;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using Xunit.Abstractions;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>Ten runs at once, and a server that is killed again and again at moments nobody chose.</summary>
public sealed class CrashRun(ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int Shells = 6;
    private const int Talks = 4;

    private readonly List<string> _said = [];

    [Fact]
    public async Task A_server_that_is_killed_at_any_moment_loses_no_run_no_line_no_word_and_no_event()
    {
        var seed = Environment.TickCount;
        if (int.TryParse(Environment.GetEnvironmentVariable("FORGE_TEST_SEED"), out var wanted))
            seed = wanted;
        output.WriteLine($"FORGE_TEST_SEED={seed}");
        var random = new Random(seed);
        // Two seconds of idleness end an agent: follow-ups go into living agents, dying ones and new ones.
        await using var ground = await CrashGround.StartAsync(("FORGE_AGENT_IDLE_SECONDS", "2"));
        var events = new EventReader();
        using var over = new CancellationTokenSource();
        var reading = events.ReadAsync(ground.Server, () => false, over.Token);
        List<Guid> shells = [];
        for (var i = 0; i < Shells; i++)
            shells.Add(await ground.ShellAsync(Script(i), $"Shell {i}"));
        List<Guid> talks = [];
        for (var i = 0; i < Talks; i++)
            talks.Add(await ground.ClaudeAsync(Word($"first-{i}"), $"Talk {i}"));
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var talk in talks.Where(_ => random.Next(2) == 0))
                await ground.FollowUpAsync(talk, Word($"round-{round}-{talk:N}"));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2_000)), TimeProvider.System);
            await ground.Server.KillAsync();
            await reading;
            await ground.ComeBackAsync();
            reading = events.ReadAsync(ground.Server, () => false, over.Token);
        }
        await RestAsync(ground);
        for (var i = 0; i < Shells; i++)
            await CheckShellAsync(ground, shells[i], i);
        foreach (var talk in talks)
            await CheckTalkAsync(ground, talk);
        CheckWords(ground);
        await CheckEventsAsync(ground, events, reading, over);
        ground.Server.Log.ShouldNotContain("fail: ");
    }

    private string Word(string name)
    {
        _said.Add(name);
        return $"{name} STDERR={name} RATE=30 LINES=12 WRITE={name}.txt";
    }

    private static int Lines(int number) => 60 + 30 * number;

    private static int Code(int number) => number % 2 == 0 ? 0 : number;

    private static string Script(int number) =>
        $"i=0; while [ $i -lt {Lines(number)} ]; do echo \"line $i\"; "
        + $"[ $((i % {number + 2})) -ne 0 ] || echo \"remark $i\" >&2; "
        + $"i=$((i+1)); sleep 0.0{9 - number}; done; exit {Code(number)}";

    private static (string Out, string Err) Written(int number)
    {
        var (lines, remarks) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < Lines(number); i++)
        {
            lines.Append($"line {i}\n");
            if (i % (number + 2) == 0)
                remarks.Append($"remark {i}\n");
        }
        return (lines.ToString(), remarks.ToString());
    }

    private static Task RestAsync(CrashGround ground) =>
        CrashGround.UntilAsync(() =>
            ground.Query<string>("SELECT id FROM processes WHERE status = 'running'").Count == 0
            && ground.Query<string>("SELECT id FROM sessions WHERE open = 1").Count == 0
        );

    private static async Task CheckShellAsync(CrashGround ground, Guid attempt, int number)
    {
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe(Code(number) == 0 ? "completed" : "failed");
        process["exit_code"]!.GetValue<int>().ShouldBe(Code(number));
        var session = ground.Session(attempt);
        var written = Written(number);
        File.ReadAllText(Path.Combine(session, "out.log")).ShouldBe(written.Out);
        File.ReadAllText(Path.Combine(session, "err.log")).ShouldBe(written.Err);
        var shown = await RawReplay.ReadAsync(ground.Server, process["id"]!);
        (shown.Out, shown.Err).ShouldBe(written);
        await CheckConversationAsync(ground, session, [process]);
    }

    private static async Task CheckTalkAsync(CrashGround ground, Guid attempt)
    {
        var processes = await ground.Http.RestAsync(attempt, 1);
        foreach (var process in processes)
        {
            Status(process!).ShouldBe("completed", process!.ToJsonString());
            process["exit_code"]!.GetValue<int>().ShouldBe(0);
        }
        foreach (
            var session in ground.Query<string>(
                "SELECT id FROM sessions WHERE attempt_id = @id",
                attempt
            )
        )
        {
            var ids = ground.Query<string>(
                "SELECT id FROM processes WHERE session_id = @id ORDER BY turn",
                session
            );
            var path = Path.Combine(ground.Place.State, "sessions", session);
            var mine = processes.Where(p => ids.Contains(p!["id"]!.GetValue<string>()));
            await CheckWindowsAsync(ground, path, ids);
            await CheckConversationAsync(ground, path, [.. mine.Select(p => p!)]);
        }
    }

    // The turns' windows follow each other without a gap; behind the last one only the agent's note of its end may stand.
    private static async Task CheckWindowsAsync(
        CrashGround ground,
        string session,
        List<string> processes
    )
    {
        List<RawReplay> shown = [];
        foreach (var process in processes)
            shown.Add(await RawReplay.ReadAsync(ground.Server, process));
        var (all, said) = (
            File.ReadAllText(Path.Combine(session, "out.log")),
            string.Concat(shown.Select(r => r.Out))
        );
        all.ShouldStartWith(said);
        foreach (var line in all[said.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonNode.Parse(line)!["type"]!.GetValue<string>().ShouldBe("command_lifecycle");
        File.ReadAllText(Path.Combine(session, "err.log"))
            .ShouldBe(string.Concat(shown.Select(r => r.Err)));
    }

    private static async Task CheckConversationAsync(
        CrashGround ground,
        string session,
        List<JsonNode> processes
    )
    {
        var kept = await EntriesAsync(ground, processes);
        foreach (var path in Directory.GetFiles(session, "turn-*"))
            File.Delete(path);
        (await EntriesAsync(ground, processes)).ShouldBe(kept);
    }

    private static async Task<List<string>> EntriesAsync(
        CrashGround ground,
        List<JsonNode> processes
    )
    {
        List<string> entries = [];
        foreach (var process in processes)
        {
            await using var client = await StreamClient.ConversationAsync(
                ground.Server,
                process["id"]!
            );
            entries.Add((await Patched.OfAsync(client)).At("entries").ToJsonString());
        }
        return entries;
    }

    private void CheckWords(CrashGround ground)
    {
        var heard = Directory
            .GetFiles(Path.Combine(ground.Place.Home, ".fake-claude"))
            .SelectMany(File.ReadAllLines)
            .SelectMany(line => line.Split(' '))
            .Where(word => word.StartsWith("first-") || word.StartsWith("round-"));
        heard.Order().ShouldBe(_said.Order());
    }

    // What was seen over all restarts is what a new client is told from the start: each event once, in its order.
    private static async Task CheckEventsAsync(
        CrashGround ground,
        EventReader events,
        Task reading,
        CancellationTokenSource over
    )
    {
        // Those of attempts and projects have no place on this wire.
        var shown = ground.Query<long>(
            "SELECT seq FROM events WHERE kind LIKE 'Task%' OR kind LIKE 'Process%' ORDER BY seq"
        );
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        var whole = new EventReader();
        await whole.ReadAsync(
            ground.Server,
            () => whole.Ids.LastOrDefault() == shown[^1],
            limit.Token
        );
        await CrashGround.UntilAsync(() => events.Ids.LastOrDefault() == shown[^1]);
        await over.CancelAsync();
        await reading;
        whole.Ids.ShouldBe(shown);
        events.Ids.ShouldBe(whole.Ids);
    }
}
