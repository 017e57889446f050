using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Streams;

namespace Forge.Server.Tests.Crash;

/// <summary>What the socket shows is what is on the disk, and that is what the agent wrote.</summary>
internal sealed class CrashLogs(CrashGround ground, CrashRecords records, Random random)
{
    private readonly HashSet<string> _whole = [];
    private readonly Dictionary<string, Grown> _grown = [];

    public int Checked { get; private set; }

    public async Task CheckAsync(IReadOnlyList<CrashProcess> processes)
    {
        Checked = 0;
        var attempts = records.Attempts.ToDictionary(a => a.Id.ToString());
        foreach (
            var session in processes.Where(p => p.SessionId is not null).GroupBy(p => p.SessionId!)
        )
        {
            if (_whole.Contains(session.Key))
                continue;
            attempts.TryGetValue(session.First().AttemptId, out var attempt);
            await CheckAsync(session.Key, [.. session.OrderBy(p => p.Turn)], attempt);
            Checked++;
        }
    }

    private async Task CheckAsync(
        string session,
        IReadOnlyList<CrashProcess> processes,
        CrashAttempt? attempt
    )
    {
        CheckGrowth(session);
        var over = ground.Query<long>("SELECT open FROM sessions WHERE id = @id", session) is [0];
        foreach (var process in processes.Where(p => p.HasEnded))
            await CheckEndedAsync(process);
        if (attempt?.Script is { } script)
            await CheckScriptAsync(session, processes[0], script, attempt);
        if (!over || processes.Any(p => p.Status == "running"))
            return;
        if (attempt is { Script: null, Touched: false })
            CheckTurns(session, processes);
        if (random.Next(4) == 0)
            await CheckConversationAsync(session, processes);
        _whole.Add(session);
        _grown.Remove(session);
    }

    // Files of a session only grow: bytes that were there stay, and so does the order in which they were seen.
    private void CheckGrowth(string session)
    {
        // One that was just begun, or taken up, is perhaps not looked at yet.
        if (!_grown.ContainsKey(session) && !File.Exists(Path.Combine(Folder(session), "index")))
            return;
        var (index, output, errors) = (
            Bytes(session, "index"),
            Bytes(session, "out.log"),
            Bytes(session, "err.log")
        );
        if (_grown.TryGetValue(session, out var before))
        {
            before
                .IsStartOf(index, output, errors)
                .ShouldBe("", $"session {session} did not only grow");
        }
        _grown[session] = new Grown(
            index,
            output.Length,
            Hash(output),
            errors.Length,
            Hash(errors)
        );
    }

    private async Task CheckEndedAsync(CrashProcess process)
    {
        var shown = await RawReplay.ReadAsync(ground.Server, process.Id);
        shown.Out.ShouldBe(
            Part(process, "out.log", process.OutFrom, process.OutTo),
            process.ToString()
        );
        shown.Err.ShouldBe(
            Part(process, "err.log", process.ErrFrom, process.ErrTo),
            process.ToString()
        );
    }

    private async Task CheckScriptAsync(
        string session,
        CrashProcess process,
        CrashScript script,
        CrashAttempt attempt
    )
    {
        var (lines, remarks) = script.Written();
        // The sizes first: what is there now must be shown, what comes later may be.
        var there = (Out: Text(session, "out.log"), Err: Text(session, "err.log"));
        lines.ShouldStartWith(there.Out, Case.Sensitive, process.ToString());
        remarks.ShouldStartWith(there.Err, Case.Sensitive, process.ToString());
        if (process.HasEnded)
        {
            if (!attempt.Touched)
                there.ShouldBe((lines, remarks), process.ToString());
            (process.OutTo, process.ErrTo).ShouldBe(
                (there.Out.Length, there.Err.Length),
                process.ToString()
            );
            return;
        }
        await using var client = await StreamClient.RawAsync(ground.Server, process.Id);
        List<JsonNode> frames = [];
        var shown = new RawReplay("", "", []);
        while (shown.Out.Length < Whole(there.Out) || shown.Err.Length < Whole(there.Err))
        {
            var frame = (await client.NextAsync()).ShouldNotBeNull("closed before all was shown");
            if (frame["finished"] is not null)
                break;
            frames.Add(frame);
            shown = RawReplay.From(frames);
        }
        client.Vanish();
        lines.ShouldStartWith(shown.Out, Case.Sensitive, process.ToString());
        remarks.ShouldStartWith(shown.Err, Case.Sensitive, process.ToString());
        shown.Out.Length.ShouldBeGreaterThanOrEqualTo(Whole(there.Out));
        shown.Err.Length.ShouldBeGreaterThanOrEqualTo(Whole(there.Err));
    }

    // The turns' windows follow each other without a gap, each has its own prompt's remark, and behind the last one only
    // the agent's note of its end may stand.
    private void CheckTurns(string session, IReadOnlyList<CrashProcess> processes)
    {
        var (outAt, errAt) = (0L, 0L);
        var errors = Text(session, "err.log");
        var words = records.Words.Where(w => w.Steered).Select(w => w.Text).ToHashSet();
        foreach (var process in processes)
        {
            (process.OutFrom, process.ErrFrom).ShouldBe((outAt, errAt), process.ToString());
            (outAt, errAt) = (process.OutTo!.Value, process.ErrTo!.Value);
            var word = CrashWord.Of(process.Prompt);
            // A turn that the agent began by itself, for a word that came too late for the one before, may be seen in one
            // look with that one's end: then the remark is shown at the end, and not lost either.
            var from = words.Contains(word) ? 0 : (int)process.ErrFrom;
            errors[from..(int)errAt].Split('\n').ShouldContain(word, process.ToString());
        }
        errAt.ShouldBe(
            Text(session, "err.log").Length,
            $"remarks behind the last turn of {session}"
        );
        var rest = Text(session, "out.log")[(int)outAt..];
        foreach (var line in rest.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonNode.Parse(line)!["type"]!
                .GetValue<string>()
                .ShouldBe("command_lifecycle", session);
    }

    // Made again from the logs, it is what was shown while the agent worked.
    private async Task CheckConversationAsync(string session, IReadOnlyList<CrashProcess> processes)
    {
        var kept = await EntriesAsync(processes);
        foreach (var path in Directory.GetFiles(Folder(session), "turn-*"))
            File.Delete(path);
        (await EntriesAsync(processes)).ShouldBe(kept, $"the conversation of {session}");
    }

    private async Task<List<string>> EntriesAsync(IReadOnlyList<CrashProcess> processes)
    {
        List<string> entries = [];
        foreach (var process in processes)
        {
            await using var client = await StreamClient.ConversationAsync(
                ground.Server,
                process.Id
            );
            entries.Add((await Patched.OfAsync(client)).At("entries").ToJsonString());
        }
        return entries;
    }

    private string Part(CrashProcess process, string name, long from, long? to) =>
        Text(process.SessionId!, name)[(int)from..(int)to!.Value];

    private string Text(string session, string name) =>
        Encoding.UTF8.GetString(Bytes(session, name));

    private byte[] Bytes(string session, string name) =>
        File.ReadAllBytes(Path.Combine(Folder(session), name));

    private string Folder(string session) => Path.Combine(ground.Place.State, "sessions", session);

    private static int Whole(string text) => text.LastIndexOf('\n') + 1;

    private static string Hash(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexString(SHA256.HashData(bytes));

    private sealed record Grown(byte[] Index, int Out, string OutHash, int Err, string ErrHash)
    {
        public string IsStartOf(byte[] index, byte[] output, byte[] errors)
        {
            if (!index.AsSpan().StartsWith(Index))
                return "index";
            if (output.Length < Out || Hash(output.AsSpan(0, Out)) != OutHash)
                return "out.log";
            return errors.Length < Err || Hash(errors.AsSpan(0, Err)) != ErrHash ? "err.log" : "";
        }
    }
}
