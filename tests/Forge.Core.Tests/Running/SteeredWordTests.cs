using Forge.Core.Domain.Processes;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;
using Forge.Core.Logs;
using Forge.Core.Running;

namespace Forge.Core.Tests.Running;

/// <summary>What was said into a running turn is remembered by the next server until the agent shows what became of it.</summary>
public sealed class SteeredWordTests : IDisposable
{
    private static readonly Guid Session = Guid.NewGuid();
    private static readonly Guid Prompt = Guid.NewGuid();
    private static readonly Guid Steered = Guid.NewGuid();

    private readonly string _root = Directory.CreateTempSubdirectory("forge-steer-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_word_that_was_not_taken_before_the_restart_is_waited_for()
    {
        var fold = Recalled();
        fold.Unheard.ShouldBeTrue();
        Feed(fold, Started(Prompt));
        fold.Unheard.ShouldBeTrue();
        Feed(fold, """{"type":"result","subtype":"success","session_id":"s"}""");
        fold.Busy.ShouldBeFalse();
        fold.Unheard.ShouldBeTrue(
            "the next turn is the steered word's, not that of the next prompt"
        );
        Feed(fold, Started(Steered));
        fold.Unheard.ShouldBeFalse();
        fold.Take()
            .OfType<SessionFold.UnaskedTurn>()
            .Single()
            .ShouldBe(new SessionFold.UnaskedTurn(1, "and mind the gap"));
        fold.Close();
    }

    [Fact]
    public void A_word_that_joined_the_turn_before_the_restart_is_done_with()
    {
        var fold = Recalled();
        Feed(fold, Started(Prompt));
        Feed(fold, Started(Steered));
        fold.Unheard.ShouldBeFalse();
        fold.Close();
    }

    // As after a restart: the messages of the store first, then the log.
    private SessionFold Recalled()
    {
        var conversation = new ClaudeConversation(new ConversationContext("/work", []));
        var fold = new SessionFold(
            conversation,
            turn => Path.Combine(_root, $"turn-{turn}"),
            new Dictionary<int, Guid> { [0] = Prompt }
        );
        fold.Recall([Said(Prompt, "begin"), Said(Steered, "and mind the gap")]);
        return fold;
    }

    private static SentMessage Said(Guid id, string prompt) =>
        new()
        {
            SessionId = Session,
            Bytes = ClaudeMessages.Say(prompt, id.ToString()),
            Key = id.ToString(),
        };

    private static string Started(Guid id) =>
        $$"""{"type":"command_lifecycle","state":"started","command_uuid":"{{id}}","session_id":"s"}""";

    private static void Feed(SessionFold fold, string line) =>
        fold.Feed(new LogLine(LogStream.Out, 0, line), default);
}
