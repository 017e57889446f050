namespace Forge.Core.Git.Plans;

/// <summary>Every branch, tag and remote branch of a repository at one moment: full name → object.</summary>
internal sealed record RefSnapshot(IReadOnlyDictionary<string, string> Refs)
{
    public static async Task<RefSnapshot> TakeAsync(GitRepository repo, CancellationToken ct)
    {
        var text = await repo.Git(
                "for-each-ref",
                "--format=%(objectname) %(refname)",
                "refs/heads",
                "refs/tags",
                "refs/remotes"
            )
            .TextAsync(ct)
            .ConfigureAwait(false);
        return Parse(text);
    }

    /// <summary>A line for each ref: the object, a space, the full name.</summary>
    public static RefSnapshot Parse(string text) =>
        new(
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 2))
                .ToDictionary(pair => pair[1], pair => pair[0])
        );

    public string Text() => string.Concat(Refs.Select(one => $"{one.Value} {one.Key}\n"));

    public bool IsSame(RefSnapshot other) =>
        Refs.Count == other.Refs.Count
        && Refs.All(one => other.Refs.GetValueOrDefault(one.Key) == one.Value);
}

/// <summary>One step of a ref. From is null when it was made, To when it was deleted.</summary>
/// <param name="Ref">The full name.</param>
internal sealed record RefMove(string Ref, string? From, string? To);

internal enum ViolationKind
{
    BranchMade,
    BranchMoved,
    BranchDeleted,
    TagMade,
    TagMoved,
    TagDeleted,
    Pushed,
}

/// <summary>Something that happened to a ref and that neither Forge nor, as far as can be seen, a person did.</summary>
internal sealed record RefViolation(ViolationKind Kind, string Ref, string? From, string? To)
{
    /// <summary>Whether it went through the checkout that these moves are from: then it is known who it was.</summary>
    public bool IsAmong(IEnumerable<RefMove> moves) =>
        moves.Any(move => move.To == To && move.Ref == Ref);
}

/// <summary>
/// What was done to refs that an agent has to leave alone. Pure.
///
/// What can be seen: a branch or tag that was made, moved or deleted between the two looks, and pushes to a remote that
/// has a name in the repository (git writes them into the log of the remote's branch). What cannot: a push to a bare
/// address or path, one that deletes a remote branch, a ref that was moved and moved back between the looks, work that one
/// agent does on the branch of another one, and who of several that run at once it was, unless it went through a checkout.
/// </summary>
internal static class Violations
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <param name="own">Branches of attempts, by their short names: they may do anything.</param>
    /// <param name="known">What Forge did, and what went through the checkouts of people. Steps may follow each other.</param>
    /// <param name="pushed">What <see cref="RefLogs.Pushes"/> found.</param>
    public static IReadOnlyList<RefViolation> Between(
        RefSnapshot before,
        RefSnapshot after,
        IReadOnlySet<string> own,
        IReadOnlyList<RefMove> known,
        IReadOnlyList<RefMove> pushed
    )
    {
        var changed =
            from name in before.Refs.Keys.Union(after.Refs.Keys)
            let was = before.Refs.GetValueOrDefault(name)
            let now = after.Refs.GetValueOrDefault(name)
            let kind = KindOf(name, was, now)
            where was != now && kind is not null
            where !(IsBranch(name) && own.Contains(name[Heads.Length..]))
            where !IsKnown(known, name, was, now)
            select new RefViolation(kind.Value, name, was, now);
        var pushes =
            from move in pushed
            where !known.Any(one => one.Ref == move.Ref && one.To == move.To)
            select new RefViolation(ViolationKind.Pushed, move.Ref, move.From, move.To);
        return
        [
            .. changed
                .Concat(pushes)
                .OrderBy(one => one.Kind)
                .ThenBy(one => one.Ref, StringComparer.Ordinal),
        ];
    }

    private static bool IsBranch(string name) => name.StartsWith(Heads, StringComparison.Ordinal);

    private static ViolationKind? KindOf(string name, string? from, string? to) =>
        (IsBranch(name), name.StartsWith(Tags, StringComparison.Ordinal)) switch
        {
            (true, _) when from is null => ViolationKind.BranchMade,
            (true, _) when to is null => ViolationKind.BranchDeleted,
            (true, _) => ViolationKind.BranchMoved,
            (_, true) when from is null => ViolationKind.TagMade,
            (_, true) when to is null => ViolationKind.TagDeleted,
            (_, true) => ViolationKind.TagMoved,
            _ => null,
        };

    /// <summary>Known steps lead from the one to the other.</summary>
    private static bool IsKnown(IReadOnlyList<RefMove> known, string name, string? from, string? to)
    {
        var steps = known.Where(move => move.Ref == name).ToList();
        HashSet<string> seen = [];
        var open = new Stack<string?>([from]);
        while (open.TryPop(out var at))
        {
            if (at == to)
                return true;
            if (seen.Add(at ?? ""))
                foreach (var step in steps.Where(step => step.From == at))
                    open.Push(step.To);
        }
        return false;
    }
}
