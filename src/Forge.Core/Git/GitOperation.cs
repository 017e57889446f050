namespace Forge.Core.Git;

/// <summary>What git is in the middle of in one checkout.</summary>
internal enum GitOperation
{
    Rebase,
    Merge,
    CherryPick,
    Revert,
    Bisect,
}

internal static class GitOperations
{
    /// <summary>The operation that goes on in the checkout with this git directory; null when none does.</summary>
    public static GitOperation? Of(string gitDirectory)
    {
        bool Has(string name) => Path.Exists(Path.Join(gitDirectory, name));
        // A stopped rebase leaves CHERRY_PICK_HEAD too, so it is asked for first.
        if (Has("rebase-merge") || Has("rebase-apply"))
            return GitOperation.Rebase;
        if (Has("MERGE_HEAD"))
            return GitOperation.Merge;
        if (Has("CHERRY_PICK_HEAD"))
            return GitOperation.CherryPick;
        if (Has("REVERT_HEAD"))
            return GitOperation.Revert;
        if (Has("sequencer/todo"))
            return Sequence(gitDirectory);
        return Has("BISECT_START") ? GitOperation.Bisect : null;
    }

    /// <summary>The branch that a rebase or bisect in this checkout will come back to; null when there is none.</summary>
    public static string? BranchHeldBack(string gitDirectory)
    {
        string[] places = ["rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"];
        foreach (var place in places)
        {
            var file = Path.Join(gitDirectory, place);
            if (!File.Exists(file))
                continue;
            var name = File.ReadAllText(file).Trim();
            const string heads = "refs/heads/";
            return name.StartsWith(heads, StringComparison.Ordinal) ? name[heads.Length..] : name;
        }
        return null;
    }

    /// <summary>The word of the wire: rebase, merge, cherry_pick, revert.</summary>
    public static string Word(this GitOperation operation) =>
        operation == GitOperation.CherryPick
            ? "cherry_pick"
            : operation.ToString().ToLowerInvariant();

    /// <summary>The word of git's command line.</summary>
    public static string Verb(this GitOperation operation) => operation.Word().Replace('_', '-');

    private static GitOperation Sequence(string gitDirectory)
    {
        var first = File.ReadLines(Path.Join(gitDirectory, "sequencer/todo")).FirstOrDefault("");
        return first.StartsWith("revert", StringComparison.Ordinal)
            ? GitOperation.Revert
            : GitOperation.CherryPick;
    }
}
