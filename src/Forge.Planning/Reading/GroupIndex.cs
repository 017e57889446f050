namespace Forge.Planning.Reading;

/// <summary>The groups of a document by every name that a text may give them.</summary>
internal sealed class GroupIndex
{
    private readonly Dictionary<string, int> _byKey = [];
    private readonly Dictionary<string, int> _bySlug = [];

    public GroupIndex(IReadOnlyList<GroupBody> groups)
        : this([.. groups.Select(g => g.Heading.Id)], [.. groups.Select(g => Words.Kebab(g.Title))])
    { }

    /// <param name="slugs">One for each id.</param>
    public GroupIndex(IReadOnlyList<string> ids, IReadOnlyList<string> slugs)
    {
        Ids = ids;
        for (var i = 0; i < ids.Count; i++)
        {
            _byKey.TryAdd(GroupIds.Key(ids[i]), i);
            // A slug that two groups share names neither.
            if (!_bySlug.TryAdd(slugs[i], i))
                _bySlug[slugs[i]] = -1;
        }
    }

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<string> Ids { get; }

    public int PositionOf(string id) => _byKey.GetValueOrDefault(GroupIds.Key(id), -1);

    /// <summary>The group that is meant by <c>A</c>, <c>G1</c>, <c>#1</c>, <c>group-1</c>, <c>task-a.md</c> or a slug.</summary>
    public string? Resolve(string name)
    {
        var bare = name.Trim(' ', '`', '*', '_', '"', '\'', '[', ']', '{', '}', '.', ':', '#', '~');
        if (_byKey.TryGetValue(GroupIds.Key(bare), out var at))
            return Ids[at];
        foreach (var prefix in (ReadOnlySpan<string>)["group", "grp", "task", "g"])
            if (
                bare.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && _byKey.TryGetValue(
                    GroupIds.Key(
                        bare[prefix.Length..].TrimStart(' ', '-', '_', '#').Replace(".md", "")
                    ),
                    out at
                )
            )
                return Ids[at];
        return _bySlug.TryGetValue(Words.Kebab(bare), out at) && at >= 0 ? Ids[at] : null;
    }
}
