using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Plans;

/// <summary>
/// Which groups earn which checkpoint: those that say so; else those that speak of the same things; else by the heading it
/// stands under. Points are shared in whole numbers, what is left over going to whoever has least.
/// </summary>
internal sealed class MatrixMapping
{
    private readonly IReadOnlyList<GroupFacts> _groups;
    private readonly Dictionary<string, int> _score;

    private MatrixMapping(
        IReadOnlyList<WishGroup> groups,
        IReadOnlyList<IReadOnlyList<string>> waves
    )
    {
        _groups = ManyHands.Each(groups, g => new GroupFacts(g, waves));
        _score = groups.ToDictionary(g => g.Id, _ => 0);
    }

    public static MatrixCoverage Of(
        IReadOnlyList<MatrixEntry> matrix,
        IReadOnlyList<WishGroup> groups,
        IReadOnlyList<IReadOnlyList<string>> waves
    )
    {
        var mapping = new MatrixMapping(groups, waves);
        var mapped = new List<MappedCheckpoint>();
        foreach (var entry in matrix)
        foreach (
            var box in entry.Checkpoints.Count > 0
                ? entry.Checkpoints
                : [new Checkpoint(entry.Name, entry.Points, false, entry.Line)]
        )
            mapped.Add(mapping.Map(entry, box));
        return new MatrixCoverage(
            mapped.Sum(m => m.Points),
            mapped.Where(m => m.Groups.Count > 0).Sum(m => m.Points),
            mapped
        );
    }

    private MappedCheckpoint Map(MatrixEntry entry, Checkpoint box)
    {
        var (ids, because) = Claimed(entry, box) ?? Spoken(box) ?? ByHeading(entry);
        return new MappedCheckpoint(
            entry.Phase,
            entry.Name,
            box.Text,
            box.Points,
            box.Line,
            Share(box.Points, ids),
            because
        );
    }

    private (List<string>, string)? Claimed(MatrixEntry entry, Checkpoint box)
    {
        var name = Words.Normal(entry.Name);
        var words = GroupFacts.Significant(box.Text);
        var ids = _groups
            .Where(g =>
                g.Group.MatrixImpact.Any(i =>
                    Words.Normal(i.Text).Contains(name)
                    || words.Count > 1
                        && GroupFacts.Significant(i.Text).Count(words.Contains) * 3
                            >= words.Count * 2
                )
            )
            .Select(g => g.Group.Id)
            .ToList();
        return ids.Count > 0 ? (ids, "the group names it") : null;
    }

    private (List<string>, string)? Spoken(Checkpoint box)
    {
        var words = GroupFacts.Significant(box.Text);
        if (words.Count < 2)
            return null;
        var most = Math.Max(2, (words.Count + 1) / 2);
        var ids = new List<string>();
        foreach (var group in _groups)
        {
            var count = 0;
            foreach (var word in words)
                count += group.Says.Contains(word) ? 1 : 0;
            if (count < most)
                continue;
            if (count > most)
                ids.Clear();
            most = count;
            ids.Add(group.Group.Id);
        }
        return ids.Count == 0 ? null : (ids, "the group speaks of the same");
    }

    private (List<string>, string) ByHeading(MatrixEntry entry)
    {
        Func<GroupFacts, bool> rule = Words.Normal(entry.Name) switch
        {
            "context completeness" => g => g.HasInputs,
            "scope clarity" => g => g.SaysWhat,
            "evidence planning" => g => g.Proves || g.Validates || g.Group.Evidence is not null,
            "code quality" or "execution alignment" => g => !g.Validates,
            "test coverage" => g => g.HasCommands || g.SaysAny("test", "tests", "testing"),
            "documentation" => g =>
                g.SaysAny("docs", "documentation", "document", "documented", "readme", "guide"),
            "validation completeness" => g => g.Proves || g.Validates,
            "evidence quality" => _ => true,
            "review thoroughness" => g => g.IsLast,
            _ => Words.Normal(entry.Phase) switch
            {
                "discovery" => g => g.SaysWhat,
                "implementation" => g => !g.Validates,
                "verification" => g => g.Proves || g.Validates || g.Group.Evidence is not null,
                _ => _ => false,
            },
        };
        var ids = _groups.Where(rule).Select(g => g.Group.Id).ToList();
        // The context of a group that lists no inputs is the wish itself.
        if (ids.Count == 0 && Words.Normal(entry.Name) == "context completeness")
            ids = [.. _groups.Where(g => g.SaysWhat).Select(g => g.Group.Id)];
        return (ids, ids.Count > 0 ? "by its heading" : "no group does this");
    }

    private List<PointShare> Share(int points, List<string> ids)
    {
        if (ids.Count == 0)
            return [];
        var each = points / ids.Count;
        // Among equals, who comes first in the document.
        var extra = ids.OrderBy(id => _score[id]).Take(points % ids.Count).ToHashSet();
        var shares = ids.Select(id => new PointShare(id, each + (extra.Contains(id) ? 1 : 0)))
            .Where(share => share.Points > 0)
            .ToList();
        foreach (var share in shares)
            _score[share.Group] += share.Points;
        return shares;
    }
}
