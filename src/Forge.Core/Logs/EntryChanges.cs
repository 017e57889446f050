namespace Forge.Core.Logs;

internal static class EntryChanges
{
    /// <summary>
    /// Leaves out what a later change of the same batch makes invisible. An entry that grows line by line is written once
    /// a batch, so a flood costs what it says, not its square.
    /// </summary>
    public static IReadOnlyList<EntryChange> Collapse(IReadOnlyList<EntryChange> changes)
    {
        if (changes.Count < 2)
            return changes;
        var place = new Dictionary<int, int>(changes.Count);
        var kept = new List<EntryChange>(changes.Count);
        foreach (var change in changes)
        {
            if (!change.IsNew && place.TryGetValue(change.Number, out var at))
            {
                kept[at] = change with { IsNew = kept[at].IsNew };
                continue;
            }
            place[change.Number] = kept.Count;
            kept.Add(change);
        }
        return kept;
    }
}
