using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>What the rules of the matrix ask of a group.</summary>
internal sealed class GroupFacts
{
    private const int LongEnough = 4;

    // What is longer is no word.
    private const int LongestWord = 64;

    private static readonly HashSet<string> Empty =
    [
        "with",
        "from",
        "that",
        "this",
        "have",
        "been",
        "were",
        "will",
        "each",
        "into",
        "only",
        "must",
        "should",
        "where",
        "when",
        "than",
        "then",
        "they",
        "their",
        "there",
        "after",
        "before",
        "other",
        "group",
        "work",
        "list",
        "file",
        "files",
    ];

    public GroupFacts(WishGroup group, IReadOnlyList<IReadOnlyList<string>> waves)
    {
        Group = group;
        foreach (
            var text in (string?[])
                [
                    group.Title,
                    group.Goal,
                    .. group.Scope,
                    .. group.Surfaces,
                    .. group.Tasks,
                    .. group.Deliverables,
                    .. group.Acceptance,
                    .. group.Files,
                    group.Evidence,
                ]
        )
            AddSignificant(text, Says);
        IsLast = waves.Count > 0 && waves[^1].Contains(group.Id);
    }

    public WishGroup Group { get; }
    public HashSet<string> Says { get; } = [];
    public bool IsLast { get; }
    public bool HasCommands => Group.Validation.Count > 0;

    /// <summary>It says how it is validated: by commands, or at least in words.</summary>
    public bool Proves => HasCommands || Group.Checks.Count > 0;
    public bool HasInputs => Group.Inputs.Count > 0 || Group.Surfaces.Count > 0;
    public bool SaysWhat =>
        Group.Goal is not null
        || Group.Scope.Count + Group.Deliverables.Count + Group.Tasks.Count > 0
        || Group.Acceptance.Count + Group.Files.Count + Group.Surfaces.Count > 0;

    /// <summary>Its work is to check what others did.</summary>
    public bool Validates =>
        Group
            .Slug.Split('-')
            .Any(w => w is "validation" or "validate" or "verification" or "qa" or "review");

    public bool SaysAny(params string[] words) => words.Any(Says.Contains);

    /// <summary>Words by which two texts can be seen to speak of the same: of four letters and more, without the commonest.</summary>
    public static HashSet<string> Significant(string text)
    {
        var words = new HashSet<string>();
        AddSignificant(text, words);
        return words;
    }

    private static void AddSignificant(ReadOnlySpan<char> text, HashSet<string> words)
    {
        var known = words.GetAlternateLookup<ReadOnlySpan<char>>();
        var empty = Empty.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> lower = stackalloc char[LongestWord];
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
                start = start < 0 ? i : start;
            else if (start >= 0)
            {
                var word = text[start..i];
                start = -1;
                if (word.Length is < LongEnough or > LongestWord)
                    continue;
                var made = lower[..word.ToLowerInvariant(lower)];
                if (!empty.Contains(made))
                    known.Add(made);
            }
    }
}
