using System.Text.Json.Nodes;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Executors;

/// <summary>
/// Every recorded run of the real Claude Code gives the approved conversation. After a change that is meant, run with
/// FORGE_APPROVE=1 and read the difference.
/// </summary>
public sealed class ClaudeTranscriptTests
{
    public static TheoryData<string> Transcripts => new(AgentTranscripts.Names("claude-*.jsonl"));

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void A_recorded_run_gives_the_approved_conversation(string name)
    {
        var text = Fold(name).Text();
        var approved = Path.Combine(ApprovedFolder(), name + ".json");
        if (Environment.GetEnvironmentVariable("FORGE_APPROVE") == "1")
            File.WriteAllText(approved, text);
        File.Exists(approved).ShouldBeTrue($"nothing is approved for {name}");
        text.ShouldBe(File.ReadAllText(approved));
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void The_same_lines_give_the_same_steps(string name) =>
        Fold(name).Text().ShouldBe(Fold(name).Text());

    /// <summary>What recovery does: everything that was said first, then what the agent wrote.</summary>
    [Theory]
    [MemberData(nameof(Transcripts))]
    public void A_conversation_read_again_gives_the_same_entries_and_no_reply_twice(string name)
    {
        var recording = AgentTranscripts.Read(name);
        var live = Fold(name);
        var answered = recording.Lines.Where(line => line.Stream == LogStream.In).ToList();
        var again = new AgentFold(new ClaudeConversation(Context(name)))
            .Feed(answered)
            .Feed(recording.Lines.Except(answered))
            .End(recording.ExitCode);
        again.Of<ConversationStep.Reply>().ShouldBeEmpty();
        again.Of<ConversationStep.ApprovalAsked>().Count().ShouldBeLessThanOrEqualTo(1);
        again.Entries.Select(EntryJson.Text).ShouldBe(live.Entries.Select(EntryJson.Text));
    }

    private static AgentFold Fold(string name)
    {
        var recording = AgentTranscripts.Read(name);
        return new AgentFold(new ClaudeConversation(Context(name)))
            .Feed(recording.Lines)
            .End(recording.ExitCode);
    }

    /// <summary>The variant under which the run makes sense: recorded answers were a person's in those with approvals.</summary>
    private static ConversationContext Context(string name)
    {
        var options = new JsonObject();
        if (name.Contains("plan"))
            options["plan"] = true;
        if (name.Contains("approv") || name.Contains("deny"))
            options["approvals"] = true;
        var line = AgentTranscripts
            .Read(name)
            .Lines.Select(line => line.Text)
            .FirstOrDefault(text => text.Contains("\"cwd\""));
        var worktree = line is null ? "/work" : (string?)JsonNode.Parse(line)!["cwd"];
        return new ConversationContext(worktree ?? "/work", options);
    }

    private static string ApprovedFolder()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            var folder = Path.Combine(at, "tests/Forge.Core.Tests/Executors/Approved");
            if (Directory.Exists(folder))
                return folder;
        }
        throw new DirectoryNotFoundException("Executors/Approved");
    }
}
