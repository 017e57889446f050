using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Api;

namespace Forge.Cli.Diffs;

/// <summary>An attempt's changed files by path, kept up to date by the operations of their stream. Pure.</summary>
internal sealed class DiffWatch
{
    private readonly SortedDictionary<string, Diff> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<Diff> Files => [.. _files.Values];

    public (int Added, int Removed) Total =>
        _files
            .Values.Select(UnifiedDiff.Count)
            .Aggregate(
                (Added: 0, Removed: 0),
                (sum, one) => (sum.Added + one.Added, sum.Removed + one.Removed)
            );

    /// <returns>The path that changed, and its diff (null when the file is as it was); null for what is no change of a file.</returns>
    public (string Path, Diff? Diff)? Apply(PatchOperation operation)
    {
        if (operation.Parts is not ["entries", var path])
            return null;
        if (operation.Op == "remove")
            return _files.Remove(path) ? (path, null) : null;
        if (operation.Value.Deserialize(ForgeJson.Wire.LogItem)?.Content is not JsonObject content)
            return null;
        var diff = content.Deserialize(ForgeJson.Wire.Diff);
        if (diff is null || _files.GetValueOrDefault(path) == diff)
            return null;
        _files[path] = diff;
        return (path, diff);
    }
}
