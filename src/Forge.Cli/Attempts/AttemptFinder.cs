using Forge.Cli.Terminals;

namespace Forge.Cli.Attempts;

/// <summary>What a person's word for an attempt meant.</summary>
internal abstract record Found
{
    public sealed record One(KnownAttempt Attempt) : Found;

    public sealed record Several(IReadOnlyList<KnownAttempt> Candidates) : Found;

    public sealed record None : Found;
}

/// <summary>
/// Finds an attempt by its id, its task's id, a unique prefix of either, its branch, or its task's title or slug. What
/// fits exactly wins over what only begins so, and that over what a later word of the title begins with; a task stands
/// for its newest attempt. Pure.
/// </summary>
internal static class AttemptFinder
{
    /// <param name="text">What the person typed.</param>
    /// <param name="known">Newest first.</param>
    /// <param name="here">The project the person stands in: of several tasks with one name, its own is meant.</param>
    public static Found Find(string text, IReadOnlyList<KnownAttempt> known, Guid? here)
    {
        text = text.Trim();
        if (text.Length == 0)
            return new Found.None();
        List<KnownAttempt> ids = [.. known.Where(one => IsId(one, text))];
        if (ids.Count > 0)
            return new Found.One(ids[0]);
        var exact = Tasks(known.Where(one => IsName(one, text)));
        if (exact.Count > 0)
            return Choose(exact, here);
        return Choose(Beginning(text, known), here) is var begins and not Found.None
            ? begins
            : Choose(Tasks(known.Where(one => HasWord(one, text))), here);
    }

    /// <summary>A later word of the name begins so: <c>login</c> is enough for "Make the login test pass".</summary>
    private static bool HasWord(KnownAttempt one, string text) =>
        BeginsWord(one.Task.Title, text) || BeginsWord(SlugOf(one), text);

    private static bool BeginsWord(string name, string text)
    {
        for (var at = 0; (at = Position(name, text, at)) >= 0; at++)
            if (at == 0 || !char.IsLetterOrDigit(name[at - 1]))
                return true;
        return false;
    }

    private static int Position(string name, string text, int from) =>
        name.IndexOf(text, from, StringComparison.OrdinalIgnoreCase);

    private static bool IsId(KnownAttempt one, string text) =>
        Same(one.Id.ToString(), text)
        || one.Attempt.Branch == text
        || one.Attempt.ContainerRef == text
        || Same(one.Task.Id.ToString(), text);

    private static bool IsName(KnownAttempt one, string text) =>
        Same(one.Task.Title, text) || Same(SlugOf(one), text) || Same(BranchName(one), text);

    /// <summary>All attempts whose id begins so, and the newest one of every task whose id or name does.</summary>
    private static List<KnownAttempt> Beginning(string text, IReadOnlyList<KnownAttempt> known)
    {
        var byId = known.Where(one => Begins(one.Id.ToString(), text));
        var byTask = Tasks(
            known.Where(one =>
                Begins(one.Task.Id.ToString(), text)
                || Begins(one.Task.Title, text)
                || Begins(SlugOf(one), text)
                || Begins(BranchName(one), text)
            )
        );
        return [.. byId.Concat(byTask).DistinctBy(one => one.Id)];
    }

    private static List<KnownAttempt> Tasks(IEnumerable<KnownAttempt> attempts) =>
        [.. attempts.DistinctBy(one => one.Task.Id)];

    private static Found Choose(List<KnownAttempt> matches, Guid? here)
    {
        if (
            matches.Count > 1
            && matches.Where(one => one.Task.ProjectId == here).ToList() is [var own]
        )
            return new Found.One(own);
        return matches switch
        {
            [] => new Found.None(),
            [var only] => new Found.One(only),
            _ => new Found.Several(matches),
        };
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string whole, string start) =>
        whole.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the prefix: <c>forge/3f2a-fix-login</c> → <c>3f2a-fix-login</c>.</summary>
    private static string BranchName(KnownAttempt one) =>
        one.Attempt.Branch[(one.Attempt.Branch.IndexOf('/') + 1)..];

    public static string SlugOf(KnownAttempt one)
    {
        var name = BranchName(one);
        return name[(name.IndexOf('-') + 1)..];
    }

    /// <summary>What to tell a person whose word fits several attempts.</summary>
    public static string Ambiguity(string text, IReadOnlyList<KnownAttempt> candidates) =>
        $"'{text}' could be any of these; type more of the id:\n"
        + string.Join(
            '\n',
            candidates
                .Take(10)
                .Select(one =>
                    $"  {one.Id}  {AttemptStates.Word(one.State), -8}  {Words.OneLine(one.Task.Title, 60)}"
                )
        );
}
