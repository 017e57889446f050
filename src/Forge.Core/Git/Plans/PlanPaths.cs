namespace Forge.Core.Git.Plans;

/// <summary>Which files may be written into a commit: paths inside the repository that lead through no link.</summary>
internal static class PlanPaths
{
    private static readonly IReadOnlyDictionary<string, string?> Literally = new Dictionary<
        string,
        string?
    >
    {
        ["GIT_LITERAL_PATHSPECS"] = "1",
    };

    /// <summary>By the text alone.</summary>
    public static IReadOnlyList<string> Unfit(IEnumerable<string> paths)
    {
        var all = paths.ToHashSet();
        return
        [
            .. all.Where(path => !IsFit(path) || Above(path).Any(all.Contains))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What a commit has at these paths and above them: mode by path.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ModesAsync(
        GitRepository repo,
        string commit,
        IEnumerable<string> paths,
        CancellationToken ct
    )
    {
        var asked = paths.SelectMany(path => Above(path).Append(path)).Distinct().ToList();
        if (asked.Count == 0)
            return new Dictionary<string, string>();
        var list = repo.Git(["ls-tree", "-z", "-t", "--full-tree", commit, "--", .. asked]) with
        {
            Variables = Literally,
        };
        var found = await list.FieldsAsync(ct).ConfigureAwait(false);
        var modes = new Dictionary<string, string>();
        foreach (var entry in found)
            modes[entry[(entry.IndexOf('\t') + 1)..]] = entry[..entry.IndexOf(' ')];
        return modes;
    }

    /// <summary>A link, a submodule or a directory stands there, or something else than a directory above it.</summary>
    public static bool IsTaken(string path, IReadOnlyDictionary<string, string> modes) =>
        !IsFile(modes.GetValueOrDefault(path, Plain))
        || Above(path).Any(above => modes.GetValueOrDefault(above, Tree) != Tree);

    /// <summary>A file that may be run stays one.</summary>
    public static string ModeOf(string path, IReadOnlyDictionary<string, string> modes) =>
        modes.GetValueOrDefault(path, Plain);

    private const string Plain = "100644";
    private const string Tree = "040000";

    private static bool IsFile(string mode) => mode is Plain or "100755";

    private static bool IsFit(string path) =>
        path.Length > 0 && !path.Contains('\0') && path.Split('/').All(IsFitPart);

    private static bool IsFitPart(string part) =>
        part is not ("" or "." or "..") && !part.Equals(".git", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Above(string path)
    {
        for (var at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
            yield return path[..at];
    }
}
