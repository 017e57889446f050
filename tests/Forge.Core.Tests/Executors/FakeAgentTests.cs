using System.Diagnostics;
using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Executors;

/// <summary>The fake agent behaves as the tests of other parts rely on, and its wire reads like the real one's.</summary>
public sealed class FakeAgentTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("forge-fake-").FullName;
    private readonly string _session = Guid.NewGuid().ToString();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Under_the_name_claude_it_writes_follows_up_and_remembers()
    {
        await using (var fake = Claude("LINES=2 WRITE=a.txt:hello"))
        {
            await fake.TurnsAsync(1);
            File.ReadAllText(Path.Combine(_directory, "a.txt")).ShouldBe("hello\n");
            fake.Steps<ConversationStep.FileTouched>().Single().Path.ShouldBe("a.txt");
            fake.Say("FAIL", Guid.NewGuid().ToString());
            await fake.TurnsAsync(2);
            fake.Steps<ConversationStep.TurnEnded>()[1].Failed.ShouldBeTrue();
            await fake.KillAsync();
        }
        await using var resumed = Claude("RECALL", resume: true);
        await resumed.TurnsAsync(1);
        resumed.Entries[^1].Content.ShouldBe("RECALL LINES=2 WRITE=a.txt:hello | FAIL | RECALL");
        (await resumed.CloseAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task It_can_be_steered_asked_and_interrupted()
    {
        await using var fake = Claude("ASK=Write", options: "approvals");
        await fake.UntilAsync(fold => fold.Of<ConversationStep.ApprovalAsked>().Any());
        var id = Guid.NewGuid().ToString();
        // It reads the message before the answer, so the message is there when the tool call ends.
        fake.Say("ASK=Bash", id);
        fake.Answer(fake.Steps<ConversationStep.ApprovalAsked>()[0].ApprovalId, true, null);
        await fake.UntilAsync(fold => fold.Of<ConversationStep.ApprovalAsked>().Count() == 2);
        fake.Steps<ConversationStep.MessageTaken>()
            .ShouldContain(new ConversationStep.MessageTaken(id, true));
        fake.Answer(fake.Steps<ConversationStep.ApprovalAsked>()[1].ApprovalId, false, "no");
        await fake.TurnsAsync(1);
        fake.Entries.Select(entry => entry.EntryType)
            .ShouldContain(new EntryType.UserFeedback("Bash"));
        fake.Say("SLEEP=60", Guid.NewGuid().ToString());
        await fake.UntilAsync(fold => fold.Of<ConversationStep.TurnStarted>().Count() == 2);
        fake.Interrupt();
        await fake.TurnsAsync(2);
        fake.Steps<ConversationStep.TurnEnded>()[1].Interrupted.ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_conversation_cannot_be_resumed()
    {
        await using var fake = Claude("RECALL", resume: true);
        await fake.TurnsAsync(1);
        fake.Entries.Single().Content.ShouldContain("No conversation found");
        (await fake.CloseAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Its_verbs_do_what_they_say()
    {
        (await OutputAsync("", "flood", "3")).ShouldBe("line 0\nline 1\nline 2\n");
        (await OutputAsync("a\nb\n", "echo-lines")).ShouldBe("echo: a\necho: b\nend of input\n");
        (await OutputAsync("", "die-mid-line")).ShouldBe("a whole line\nhalf a li");
    }

    [Fact]
    public async Task It_can_ignore_an_interrupt_and_have_a_grandchild_elsewhere()
    {
        using var stubborn = Start("ignore-interrupt");
        (await stubborn.StandardOutput.ReadLineAsync()).ShouldBe("ignoring");
        using (var kill = Process.Start("kill", ["-INT", stubborn.Id.ToString()]))
            await kill.WaitForExitAsync();
        await Task.WhenAny(
            stubborn.WaitForExitAsync(),
            Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System)
        );
        stubborn.HasExited.ShouldBeFalse();
        stubborn.Kill();

        using var parent = Start("spawn-grandchild");
        var line = (await parent.StandardOutput.ReadLineAsync())!;
        var pid = int.Parse(line.Split(' ')[1]);
        using var grandchild = Process.GetProcessById(pid);
        var session = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ')[3];
        session.ShouldBe(pid.ToString(), "it leads its own session");
        parent.Kill();
        grandchild.Kill();
    }

    private static string Program { get; } =
        Path.Combine(
            AppContext.BaseDirectory.Replace("Forge.Core.Tests", "Forge.FakeAgent"),
            "forge-fake-agent"
        );

    private LiveAgent Claude(string prompt, string? options = null, bool resume = false)
    {
        var link = Path.Combine(_directory, "claude");
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, Program);
        var chosen = options is null ? new JsonObject() : new JsonObject { [options] = true };
        var spec = new ClaudeCodeExecutor().Launch(
            new LaunchRequest(prompt, chosen, _session, resume, _directory, _ => link, [])
        );
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = _directory,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
            environment["DOTNET_ROOT"] = root;
        var conversation = new ClaudeConversation(new ConversationContext(_directory, chosen));
        return LiveAgent.Start(spec, conversation, _directory, environment);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task<string> OutputAsync(string input, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return output;
    }
}
