using System.Text;

namespace Forge.Core.Git;

/// <summary>Tells files in conflict that were resolved by editing from those that still are not.</summary>
internal static class ResolvedConflicts
{
    public static async Task<IReadOnlyList<string>> LeftAsync(
        string worktree,
        CancellationToken ct
    ) => [.. (await UnmergedAsync(worktree, ct).ConfigureAwait(false)).Keys];

    /// <summary>
    /// Stages those that both sides changed and that hold no conflict mark any more. One that a side deleted is not
    /// staged: only the person can say whether it should be there.
    /// </summary>
    public static async Task StageAsync(string worktree, CancellationToken ct)
    {
        var unmerged = await UnmergedAsync(worktree, ct).ConfigureAwait(false);
        var resolved = unmerged
            .Where(one => one.Value.Contains('2') && one.Value.Contains('3'))
            .Select(one => one.Key)
            .Where(path => IsWithoutMarks(Path.Join(worktree, path)))
            .ToList();
        if (resolved.Count == 0)
            return;
        await GitCommand
            .In(worktree, "update-index", "-z", "--stdin")
            .Naming(resolved)
            .CheckAsync(ct)
            .ConfigureAwait(false);
    }

    private static bool IsWithoutMarks(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.LinkTarget is not null)
            return false;
        // Git puts no marks into a binary file, so there their absence says nothing.
        return File.ReadLines(file, Encoding.Latin1)
            .All(line => !IsMark(line) && !line.Contains('\0'));
    }

    private static bool IsMark(string line) =>
        line.StartsWith("<<<<<<< ", StringComparison.Ordinal)
        || line.StartsWith(">>>>>>> ", StringComparison.Ordinal);

    private static async Task<Dictionary<string, string>> UnmergedAsync(
        string worktree,
        CancellationToken ct
    )
    {
        var fields = await GitCommand
            .In(worktree, "ls-files", "-u", "-z", "--full-name")
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        var stages = new Dictionary<string, string>();
        foreach (var field in fields)
        {
            var tab = field.IndexOf('\t');
            var path = field[(tab + 1)..];
            stages[path] = stages.GetValueOrDefault(path, "") + field[tab - 1];
        }
        return stages;
    }
}
