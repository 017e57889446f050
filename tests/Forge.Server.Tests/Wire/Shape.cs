using System.Text.Json;
using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Wire;

/// <summary>Compares an answer with a recorded one by shape: keys, kinds and the spelling of enum values; not by values.</summary>
internal static class Shape
{
    private static readonly HashSet<string> Spelt =
    [
        "status",
        "run_reason",
        "type",
        "typ",
        "match_type",
        "language",
        "context",
    ];

    /// <summary>What the recording has and the answer lacks, or has in another kind. Ours may have more.</summary>
    public static IEnumerable<string> Missing(
        JsonNode? recorded,
        JsonNode? answer,
        string path = "$"
    )
    {
        if (recorded is null || answer is null)
            yield break;
        var kinds = (recorded.GetValueKind(), answer.GetValueKind());
        if (!SameKind(kinds.Item1, kinds.Item2))
        {
            yield return $"{path}: {kinds.Item1} was recorded, {kinds.Item2} came";
            yield break;
        }
        foreach (var problem in Inside(recorded, answer, path))
            yield return problem;
    }

    private static IEnumerable<string> Inside(JsonNode recorded, JsonNode answer, string path)
    {
        if (recorded is JsonObject was && answer is JsonObject now)
            return was.SelectMany(m =>
                now.ContainsKey(m.Key)
                    ? Missing(m.Value, now[m.Key], $"{path}.{m.Key}")
                        .Concat(Spelling(m.Key, m.Value, now[m.Key], path))
                    : [$"{path}.{m.Key} is missing"]
            );
        if (
            recorded is JsonArray before
            && answer is JsonArray after
            && before.Count > 0
            && after.Count > 0
        )
            return Missing(before[0], after[0], $"{path}[0]");
        return [];
    }

    // Words of a fixed list are written alike: both in the same letters.
    private static IEnumerable<string> Spelling(
        string key,
        JsonNode? was,
        JsonNode? now,
        string path
    )
    {
        if (
            !Spelt.Contains(key)
            || was?.GetValueKind() != JsonValueKind.String
            || now?.GetValueKind() != JsonValueKind.String
        )
            yield break;
        var (a, b) = (was.GetValue<string>(), now.GetValue<string>());
        if (a != b && char.IsUpper(a[0]) != char.IsUpper(b[0]))
            yield return $"{path}.{key}: '{a}' was recorded, '{b}' came";
    }

    private static bool SameKind(JsonValueKind a, JsonValueKind b) =>
        a == b || (IsBool(a) && IsBool(b));

    private static bool IsBool(JsonValueKind kind) =>
        kind is JsonValueKind.True or JsonValueKind.False;
}
