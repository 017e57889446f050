namespace Forge.Core.Git;

/// <summary>One tracked path that differs from HEAD or from the index.</summary>
internal sealed record ChangedPath(string Path, string State, bool IsSubmodule, bool IsConflict);

/// <summary>What <c>git status --porcelain=v2 --branch -z</c> said.</summary>
/// <param name="Head">Null on a branch without commits.</param>
/// <param name="Branch">Null when detached.</param>
internal sealed record PorcelainStatus(
    string? Head,
    string? Branch,
    IReadOnlyList<ChangedPath> Changed,
    IReadOnlyList<string> Untracked,
    IReadOnlyList<string> Ignored
)
{
    /// <summary>Untracked entries that are repositories of their own: git names them with a slash at the end.</summary>
    public IEnumerable<string> NestedRepositories =>
        Untracked.Where(path => path.EndsWith('/')).Select(path => path.TrimEnd('/'));

    public IEnumerable<string> Conflicts =>
        Changed.Where(change => change.IsConflict).Select(change => change.Path);

    /// <param name="untracked">all or normal (whole directories as one entry).</param>
    public static async Task<PorcelainStatus> ReadAsync(
        GitCommand git,
        string untracked,
        CancellationToken ct,
        params string[] more
    )
    {
        string[] arguments =
        [
            "status",
            "--porcelain=v2",
            "--branch",
            "-z",
            "--no-renames",
            "--no-ahead-behind",
            "--ignore-submodules=none",
            "--untracked-files=" + untracked,
            .. more,
        ];
        var asked = git with { Arguments = arguments };
        return Parse(await asked.FieldsAsync(ct).ConfigureAwait(false));
    }

    public static PorcelainStatus Parse(IReadOnlyList<string> fields)
    {
        string? head = null;
        string? branch = null;
        List<ChangedPath> changed = [];
        List<string> untracked = [];
        List<string> ignored = [];
        for (var at = 0; at < fields.Count; at++)
        {
            var field = fields[at];
            if (field.StartsWith("# branch.oid ", StringComparison.Ordinal))
                head = Unless(field[13..], "(initial)");
            else if (field.StartsWith("# branch.head ", StringComparison.Ordinal))
                branch = Unless(field[14..], "(detached)");
            else if (field.StartsWith("? ", StringComparison.Ordinal))
                untracked.Add(field[2..]);
            else if (field.StartsWith("! ", StringComparison.Ordinal))
                ignored.Add(field[2..]);
            else if (field.Length > 0 && field[0] is '1' or '2' or 'u')
                changed.Add(Change(field));
            if (field.StartsWith("2 ", StringComparison.Ordinal))
                at++; // the old name of a rename stands alone
        }
        return new PorcelainStatus(head, branch, changed, untracked, ignored);
    }

    private static ChangedPath Change(string field)
    {
        var before = field[0] switch
        {
            '1' => 8,
            '2' => 9,
            _ => 10,
        };
        var parts = field.Split(' ', before + 1);
        return new ChangedPath(parts[^1], parts[1], parts[2][0] == 'S', field[0] == 'u');
    }

    private static string? Unless(string text, string none) => text == none ? null : text;
}
