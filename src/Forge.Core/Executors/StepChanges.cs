using Forge.Core.Logs;

namespace Forge.Core.Executors;

internal static class StepChanges
{
    /// <summary>The change of entries that a step is; null for any other step.</summary>
    public static EntryChange? Change(this ConversationStep step) =>
        step switch
        {
            ConversationStep.EntryAdded added => new EntryChange(added.Number, true, added.Entry),
            ConversationStep.EntryReplaced replaced => new EntryChange(
                replaced.Number,
                false,
                replaced.Entry
            ),
            _ => null,
        };
}
