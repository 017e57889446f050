using System.Text;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>Files of a session are torn, damaged or lost: what can be made again is, and shows the same.</summary>
public sealed class FileAnomalies
{
    public enum Harm
    {
        Lost,
        Cut,
        CutInARecord,
        DamagedHead,
        DamagedRecord,
    }

    [Theory]
    [InlineData(Harm.Lost)]
    [InlineData(Harm.Cut)]
    [InlineData(Harm.CutInARecord)]
    [InlineData(Harm.DamagedHead)]
    [InlineData(Harm.DamagedRecord)]
    public async Task An_index_that_was_harmed_while_the_agent_ran_loses_nothing(Harm harm)
    {
        await using var ground = await CrashGround.StartAsync();
        var gate = ground.Place.At("gate");
        var attempt = await ground.ShellAsync(
            $"for i in 1 2 3 4 5 6; do echo out $i; echo err $i >&2; sleep 0.05; done; "
                + $"while [ ! -e '{gate}' ]; do sleep 0.02; done; echo last"
        );
        var session = await ground.SessionAsync(attempt, lines: 6);
        var index = Path.Combine(session, "index");
        await CrashGround.UntilAsync(() => new FileInfo(index).Length >= 32 + 64);
        await ground.Server.KillAsync();
        var epoch = Epoch(session);
        Do(harm, session);
        await ground.ComeBackAsync();
        await File.WriteAllTextAsync(gate, "");
        var process = await ground.EndAsync(attempt);
        var log = await RawReplay.ReadAsync(ground.Server, process["id"]!);
        log.Out.ShouldBe(await File.ReadAllTextAsync(Path.Combine(session, "out.log")));
        log.Err.ShouldBe(await File.ReadAllTextAsync(Path.Combine(session, "err.log")));
        (Epoch(session) != epoch).ShouldBe(harm is not (Harm.Cut or Harm.CutInARecord));
    }

    [Theory]
    [InlineData(Harm.Lost)]
    [InlineData(Harm.Cut)]
    [InlineData(Harm.DamagedRecord)]
    public async Task An_index_that_was_harmed_after_the_end_is_made_again_turn_by_turn(Harm harm)
    {
        await using var ground = await CrashGround.StartAsync(("FORGE_AGENT_IDLE_SECONDS", "0"));
        var (attempt, session) = await TwoTurnsAsync(ground);
        var before = await ReplaysAsync(ground, attempt);
        await ground.Server.KillAsync();
        Do(harm, session);
        await ground.ComeBackAsync();
        var after = await ReplaysAsync(ground, attempt);
        after
            .Select(r => (r.Raw.Out, r.Raw.Err))
            .ShouldBe(before.Select(r => (r.Raw.Out, r.Raw.Err)));
    }

    [Fact]
    public async Task An_index_that_was_lost_while_the_agent_waits_keeps_every_turn_to_itself()
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ClaudeAsync("LINES=2 STDERR=one SLEEP=0.2 LINES=1");
        await ground.FollowUpAsync(attempt, "LINES=2 STDERR=two SLEEP=0.2 LINES=1");
        await ground.Http.RestAsync(attempt, 2);
        var before = await ReplaysAsync(ground, attempt);
        await ground.Server.KillAsync();
        File.Delete(Path.Combine(ground.Session(attempt), "index"));
        await ground.ComeBackAsync();
        var third = await ground.FollowUpAsync(attempt, "STDERR=three SLEEP=0.2 LINES=1");
        await ground.Http.RestAsync(attempt, 3);
        var after = await ReplaysAsync(ground, attempt);
        for (var i = 0; i < 2; i++)
        {
            (after[i].Raw.Out, after[i].Raw.Err).ShouldBe((before[i].Raw.Out, before[i].Raw.Err));
            after[i].Entries.Length.ShouldBe(before[i].Entries.Length);
        }
        (await RawReplay.ReadAsync(ground.Server, third)).Err.ShouldBe("three\n");
    }

    [Fact]
    public async Task A_conversation_that_was_lost_is_made_again_from_the_logs()
    {
        await using var ground = await CrashGround.StartAsync(("FORGE_AGENT_IDLE_SECONDS", "0"));
        var (attempt, session) = await TwoTurnsAsync(ground);
        var before = await ReplaysAsync(ground, attempt);
        await ground.Server.KillAsync();
        foreach (var path in Directory.GetFiles(session, "turn-*"))
            File.Delete(path);
        await ground.ComeBackAsync();
        var ids = await IdsAsync(ground, attempt);
        // Many ask at once for what has to be made first.
        var asked = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => EntriesAsync(ground, ids[i % 2]))
        );
        for (var i = 0; i < asked.Length; i++)
            asked[i].ShouldBe(before[i % 2].Entries);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task A_message_that_a_crash_tore_is_completed_and_heard_once(int written)
    {
        await using var ground = await CrashGround.StartAsync();
        var attempt = await ground.ClaudeAsync("LINES=1");
        var first = await ground.EndAsync(attempt);
        var session = ground.Session(attempt);
        await ground.Server.KillAsync();
        var (process, bytes) = WriteSecondTurn(ground, session, first["id"]!.GetValue<string>());
        using (var log = new FileStream(Path.Combine(session, "in.log"), FileMode.Append))
            log.Write(bytes.AsSpan(0, written < 0 ? bytes.Length : written));
        await ground.ComeBackAsync();
        var processes = await ground.Http.RestAsync(attempt, 2);
        processes[1]!["id"]!.GetValue<string>().ShouldBe(process);
        Status(processes[1]!).ShouldBe("completed");
        var heard = Directory
            .GetFiles(Path.Combine(ground.Place.Home, ".fake-claude"))
            .SelectMany(File.ReadAllLines);
        heard.Count(line => line == "SECOND LINES=2").ShouldBe(1);
    }

    // As the server writes it: the row of the process and of the message in one transaction, before anything is appended.
    private static (string Process, byte[] Bytes) WriteSecondTurn(
        CrashGround ground,
        string session,
        string first
    )
    {
        var log = File.ReadAllText(Path.Combine(session, "in.log"));
        var message = JsonNode.Parse(log.Split('\n')[0])!;
        var process = Guid.NewGuid().ToString();
        message["uuid"] = process;
        message["message"]!["content"] = "SECOND LINES=2";
        var bytes = Encoding.UTF8.GetBytes(message.ToJsonString() + "\n");
        ground.Execute(
            """
            INSERT INTO processes (id, attempt_id, run_reason, action, session_id, turn, out_from, err_from, status,
                started_at, created_at, updated_at)
            SELECT @process, attempt_id, run_reason, action, session_id, 1, out_to, err_to, 'running',
                started_at, created_at + 1, updated_at FROM processes WHERE id = @first;
            INSERT INTO messages (session_id, position, bytes, key, created_at)
            SELECT session_id, @position, @bytes, @process, started_at FROM processes WHERE id = @first
            """,
            new
            {
                process,
                first,
                bytes,
                position = Encoding.UTF8.GetByteCount(log),
            }
        );
        return (process, bytes);
    }

    private static async Task<(Guid Attempt, string Session)> TwoTurnsAsync(CrashGround ground)
    {
        var attempt = await ground.ClaudeAsync(
            "STDERR=one LINES=3 WRITE=a.txt SLEEP=0.2 STDERR=two"
        );
        await ground.FollowUpAsync(attempt, "LINES=4 STDERR=three");
        await ground.Http.RestAsync(attempt, 2);
        await CrashGround.UntilAsync(() =>
            ground.Query<int>("SELECT open FROM sessions WHERE open = 1").Count == 0
        );
        return (attempt, ground.Session(attempt));
    }

    private static async Task<List<string>> IdsAsync(CrashGround ground, Guid attempt) =>
        [.. (await ground.Http.RestAsync(attempt, 2)).Select(p => p!["id"]!.GetValue<string>())];

    private static async Task<List<(RawReplay Raw, string Entries)>> ReplaysAsync(
        CrashGround ground,
        Guid attempt
    )
    {
        List<(RawReplay, string)> replays = [];
        foreach (var id in await IdsAsync(ground, attempt))
            replays.Add(
                (await RawReplay.ReadAsync(ground.Server, id), await EntriesAsync(ground, id))
            );
        return replays;
    }

    private static async Task<string> EntriesAsync(CrashGround ground, string process)
    {
        await using var client = await StreamClient.ConversationAsync(ground.Server, process);
        return (await Patched.OfAsync(client)).At("entries").ToJsonString();
    }

    private static string Epoch(string session)
    {
        var index = File.ReadAllBytes(Path.Combine(session, "index"));
        return Convert.ToHexString(index.AsSpan(16, 16));
    }

    private static void Do(Harm harm, string session)
    {
        var path = Path.Combine(session, "index");
        var bytes = File.ReadAllBytes(path);
        bytes.Length.ShouldBeGreaterThanOrEqualTo(32 + 64);
        switch (harm)
        {
            case Harm.Lost:
                File.Delete(path);
                return;
            case Harm.Cut:
                bytes = bytes[..(32 + 32)];
                break;
            case Harm.CutInARecord:
                bytes = bytes[..(32 + 32 + 7)];
                break;
            case Harm.DamagedHead:
                bytes[3] ^= 0xFF;
                break;
            case Harm.DamagedRecord:
                bytes[32 + 9] ^= 0xFF;
                break;
        }
        File.WriteAllBytes(path, bytes);
    }
}
