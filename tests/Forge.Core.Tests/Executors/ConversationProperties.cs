using System.Text;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Executors.Replay;
using Forge.Core.Executors.Shell;
using Forge.Core.Logs;
using Forge.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Core.Tests.Executors;

/// <summary>No line can break a fold, whatever an agent writes.</summary>
public sealed class ConversationProperties
{
    private static readonly string[] Pieces = ["\\ud800", "null", "{", "]", "\"", "1e999", "[[[["];

    private static readonly List<LogLine> Known =
    [
        .. AgentTranscripts
            .Names("claude-*.jsonl")
            .SelectMany(name => AgentTranscripts.Read(name).Lines)
            .Where(line => line.Text.Length < 4000),
    ];

    [Fact]
    public void Broken_lines_never_throw_and_entries_stay_inside_of_turns() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), Holds).QuickCheckThrowOnFailure();

    private static bool Holds(int seed)
    {
        var lines = Broken(new Random(seed));
        foreach (var option in (string[])["approvals", "plan", "x"])
        {
            var context = new ConversationContext("/work", new() { [option] = true });
            CheckTurns(Run(new ClaudeConversation(context), lines));
            CheckTurns(Run(new ReplayConversation(context), lines));
        }
        CheckTurns(Run(new ShellConversation(), lines));
        return true;
    }

    private static AgentFold Run(IConversation conversation, List<LogLine> lines)
    {
        var fold = new AgentFold(conversation).Feed(lines).End(1);
        foreach (var entry in fold.Entries)
            EntryJson.Text(entry).ShouldNotContain("\n");
        return fold;
    }

    private static void CheckTurns(AgentFold fold)
    {
        var inside = false;
        foreach (var step in fold.Steps)
        {
            if (step is ConversationStep.TurnStarted)
                inside.ShouldBeFalse();
            else if (step.Change() is not null || step is ConversationStep.TurnEnded)
                inside.ShouldBeTrue(step.ToString());
            inside = step switch
            {
                ConversationStep.TurnStarted => true,
                ConversationStep.TurnEnded => false,
                _ => inside,
            };
        }
        inside.ShouldBeFalse();
    }

    private static List<LogLine> Broken(Random random)
    {
        var lines = new List<LogLine>();
        for (var i = 0; i < 60; i++)
        {
            var line = Known[random.Next(Known.Count)];
            lines.Add(
                line with
                {
                    Stream = random.Next(20) == 0 ? LogStream.Err : line.Stream,
                    Text = Mutated(line.Text, random),
                }
            );
        }
        return lines;
    }

    private static string Mutated(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var n = random.Next(4); n > 0 && changed.Length > 10; n--)
        {
            var at = random.Next(changed.Length - 8);
            switch (random.Next(5))
            {
                case 0:
                    changed.Remove(at, random.Next(1, 8));
                    break;
                case 1:
                    changed[at] = (char)random.Next(0x20, 0xffff);
                    break;
                case 2:
                    changed.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    changed.Replace("\"id\"", "\"type\"").Replace(":\"", ":[\"");
                    break;
                default:
                    changed.Length = at;
                    break;
            }
        }
        return changed.ToString();
    }
}
