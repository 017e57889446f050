using System.Diagnostics;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>A state in which everything is at work, as it stands on the disk when the power goes; and what was answered by then.</summary>
internal sealed class PowerCutGround : IAsyncDisposable
{
    private static readonly string[] Kept = ["state", "repo", "home"];

    private readonly string _image;
    private (Guid Id, RawReplay Raw, string Entries) _done;
    private (Guid Id, List<string> Entries) _talk;
    private Guid _working;
    private Guid _queueing;
    private string _main = "";

    private PowerCutGround(CrashGround crash, Random random)
    {
        (Crash, Random) = (crash, random);
        _image = crash.Place.At("image");
    }

    public CrashGround Crash { get; }
    public Random Random { get; }

    /// <summary>Of the command that had ended, as had its session.</summary>
    public string Done => Crash.Session(_done.Id);

    /// <summary>Of the command that was at work.</summary>
    public string Working => Crash.Session(_working);

    /// <summary>Of the agent that had done two turns and waited.</summary>
    public string Talk => Crash.Session(_talk.Id);

    /// <summary>Of the agent that was at work while another prompt waited.</summary>
    public string Queueing => Crash.Session(_queueing);

    public string WorktreeOf(string session) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(session, "spec.json")))![
            "cwd"
        ]!.GetValue<string>();

    public static async Task<PowerCutGround> StartAsync(Random random)
    {
        var ground = new PowerCutGround(await CrashGround.StartAsync(), random);
        await ground.FillAsync();
        await ground.Crash.Server.KillAsync();
        ground.EndAll();
        ground.Copy(ground.Crash.Place.Root, ground._image);
        return ground;
    }

    /// <summary>The state of the moment when the power went, at its old place.</summary>
    public async Task RestoreAsync()
    {
        await Crash.Server.KillAsync();
        EndAll();
        foreach (var name in Kept)
            Directory.Delete(Crash.Place.At(name), recursive: true);
        Copy(_image, Crash.Place.Root);
        await File.WriteAllTextAsync(Crash.Place.At("server.log"), "");
    }

    /// <summary>What was answered before the cut is so, and what it broke off is said and can be gone on with.</summary>
    public async Task CheckAsync()
    {
        var done = await Crash.EndAsync(_done.Id);
        (Status(done), done["exit_code"]!.GetValue<long>()).ShouldBe(("completed", 0));
        var raw = await RawReplay.ReadAsync(Crash.Server, done["id"]!);
        (raw.Out, raw.Err).ShouldBe((_done.Raw.Out, _done.Raw.Err));
        (await EntriesAsync(done)).ShouldBe(_done.Entries);
        Crash.Place.Git(Crash.Place.Repository, "rev-parse", "main").ShouldBe(_main);
        Crash.Place.Git(Crash.Place.Repository, "status", "--porcelain").ShouldBeEmpty();
        Crash.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);
        (await EntriesAsync(_talk.Id)).ShouldBe(_talk.Entries);

        var broken = await Crash.EndAsync(_working);
        Status(broken).ShouldBe("failed");
        broken["exit_note"]!.GetValue<string>().ShouldContain("unknown");
        var written = await File.ReadAllTextAsync(Path.Combine(Working, "out.log"));
        (await RawReplay.ReadAsync(Crash.Server, broken["id"]!)).Out.ShouldBe(written);

        var queued = await Crash.Http.RestAsync(_queueing, 2);
        queued.Select(p => Status(p!)).ShouldBe(["failed", "completed"]);
        await Crash.FollowUpAsync(_talk.Id, "RECALL WRITE=three.txt:3");
        var talk = await Crash.Http.RestAsync(_talk.Id, 3);
        talk.Select(p => Status(p!)).ShouldBe(["completed", "completed", "completed"]);
        talk[2]!["exit_note"].ShouldBeNull();
        var branch = await Crash.Http.BranchAsync(_talk.Id);
        Crash.Place.Git(Crash.Place.Repository, "show", $"{branch}:three.txt").ShouldBe("3");
        Crash.Server.Log.ShouldNotContain("fail: ");
    }

    /// <summary>The command that was at work runs once more, from its beginning, and can be stopped.</summary>
    public async Task CheckStartedAgainAsync()
    {
        var lost = Path.GetFileName(Working);
        var process = (await Crash.Http.ProcessesAsync(_working))[0];
        await Crash.Http.SaysAsync(process, "out 9");
        (await Crash.Http.ProcessesAsync(_working)).Count.ShouldBe(1);
        Status((await Crash.Http.ProcessesAsync(_working))[0]!).ShouldBe("running");
        Path.GetFileName(Working).ShouldNotBe(lost);
        (await Crash.Http.DoAsync(_working, "stop")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        Status(await Crash.EndAsync(_working)).ShouldBe("killed");
        Crash.Server.Log.ShouldNotContain("fail: ");
    }

    public async ValueTask DisposeAsync() => await Crash.DisposeAsync();

    private async Task FillAsync()
    {
        var done = await Crash.ShellAsync("echo out; echo err >&2; echo one >one.txt", "Done");
        var ended = await Crash.EndAsync(done);
        _done = (
            done,
            await RawReplay.ReadAsync(Crash.Server, ended["id"]!),
            await EntriesAsync(ended)
        );
        (await Crash.Http.DoAsync(done, "merge")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        _main = Crash.Place.Git(Crash.Place.Repository, "rev-parse", "main");
        var talk = await Crash.ClaudeAsync("STDERR=one LINES=3 WRITE=a.txt:1", "Talk");
        await Crash.FollowUpAsync(talk, "STDERR=two LINES=3 WRITE=b.txt:2");
        await Crash.Http.RestAsync(talk, 2);
        _talk = (talk, await EntriesAsync(talk));
        _working = await Crash.ShellAsync(
            "for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; sleep 0.02; done; sleep 600",
            "Work"
        );
        _queueing = await Crash.ClaudeAsync("LINES=5 SLEEP=600", "Queue");
        await Crash.FollowUpAsync(_queueing, "WRITE=queued.txt:q");
        await Crash.SessionAsync(_working, lines: 9);
        await Crash.SessionAsync(_queueing, lines: 5);
        // Until the server has seen all of it.
        await CrashGround.UntilAsync(() =>
            new FileInfo(Path.Combine(Working, "index")).Length > 32 + 32 * 8
        );
    }

    private async Task<List<string>> EntriesAsync(Guid attempt)
    {
        List<string> entries = [];
        foreach (var process in (await Crash.Http.RestAsync(attempt, 2)).Take(2))
            entries.Add(await EntriesAsync(process!));
        return entries;
    }

    private async Task<string> EntriesAsync(JsonNode process)
    {
        await using var client = await StreamClient.ConversationAsync(Crash.Server, process["id"]!);
        return (await Patched.OfAsync(client)).At("entries").ToJsonString();
    }

    // With the power all agents are gone.
    private void EndAll()
    {
        var sessions = Path.Combine(Crash.Place.State, "sessions");
        // The recorders first, or they would still record how their agents ended.
        foreach (var session in Directory.GetDirectories(sessions, "*-*"))
            if (File.Exists(Path.Combine(session, "wrapper")))
                CrashGround.KillNamed(session, "wrapper");
        Crash.Place.EndAll();
    }

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in Kept)
            using (var copy = Process.Start("cp", ["-a", Path.Combine(from, name), to]))
            {
                copy.WaitForExit();
                copy.ExitCode.ShouldBe(0);
            }
    }
}
