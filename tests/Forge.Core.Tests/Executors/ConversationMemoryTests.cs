using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Executors;

/// <summary>Alone on the heap: what other tests allocate at the same time would be counted too.</summary>
[CollectionDefinition(nameof(ConversationMemoryTests), DisableParallelization = true)]
public sealed class AloneOnTheHeap;

[Collection(nameof(ConversationMemoryTests))]
public sealed class ConversationMemoryTests
{
    private static readonly string[] Lines =
    [
        """{"type":"assistant","message":{"content":[{"type":"text","text":"words and words"}]}}""",
        """{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"Bash","input":{"command":"make"}}]}}""",
        """{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t","content":"done"}]}}""",
        """{"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"abc"}}}""",
    ];

    [Fact]
    public void A_hundred_thousand_lines_leave_nothing_behind_in_memory()
    {
        var conversation = new ClaudeConversation(new ConversationContext("/w", []));
        var steps = new List<ConversationStep>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var entries = 0;
        for (var i = 0; i < 100_000; i++)
        {
            conversation.Feed(new LogLine(LogStream.Out, i, Lines[i % Lines.Length]), steps);
            entries += steps.OfType<ConversationStep.EntryAdded>().Count();
            steps.Clear();
        }
        entries.ShouldBeGreaterThan(40_000);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(5_000_000);
        GC.KeepAlive(conversation);
    }
}
