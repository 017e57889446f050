using Forge.Planning.Plans;
using Forge.Planning.Reading;

namespace Forge.Planning.Scoring;

/// <summary>A checkpoint of a plan with the name that awards use.</summary>
public sealed record KeyedCheckpoint(string Key, MappedCheckpoint Checkpoint);

/// <summary>Names of checkpoints: the same in the review of a group and of the whole, and unique in a plan.</summary>
public static class CheckpointKeys
{
    // Enough to tell checkpoints apart, and still to be typed.
    private const int LongestText = 40;

    /// <summary>In the order of the matrix: <c>verification/evidence-quality</c>, or <c>discovery/scope-clarity/out-of-scope-stated</c>.</summary>
    public static IReadOnlyList<KeyedCheckpoint> Of(ForgePlan plan)
    {
        var taken = new HashSet<string>();
        return [.. plan.Matrix.Checkpoints.Select(c => new KeyedCheckpoint(Free(c, taken), c))];
    }

    private static string Free(MappedCheckpoint checkpoint, HashSet<string> taken)
    {
        string?[] parts =
        [
            Words.Kebab(checkpoint.Phase),
            checkpoint.Name == checkpoint.Phase ? null : Words.Kebab(checkpoint.Name),
            checkpoint.Text == checkpoint.Name ? null : Words.Kebab(checkpoint.Text, LongestText),
        ];
        var key = string.Join('/', parts.Where(p => !string.IsNullOrEmpty(p)));
        if (key.Length == 0)
            key = "checkpoint";
        var free = key;
        for (var n = 2; !taken.Add(free); n++)
            free = $"{key}-{n}";
        return free;
    }
}
