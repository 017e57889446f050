using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>What a person should know about a whole document once it is read.</summary>
internal static class DocumentChecks
{
    /// <summary>What people call groups, too.</summary>
    public static readonly string[] OtherNames =
    [
        "phase",
        "step",
        "task",
        "workstream",
        "part",
        "stage",
        "milestone",
        "track",
        "package",
        "epic",
        "sprint",
        "story",
    ];

    public static void Check(
        Wish wish,
        Section root,
        GroupFinder finder,
        ReadOptions options,
        Findings findings
    )
    {
        CheckFences(root, findings);
        CheckInner(root, findings);
        var titleLine = root.Children is [var first, ..] ? first.Line : 1;
        if (wish.Status.Kind == StatusKind.None)
            findings.Warn(
                "status-missing",
                titleLine,
                "there is no status; a plan needs an approved wish: add \"**Status:** DRAFT\" below the title"
            );
        if (wish.Contract.Source == ContractSource.None && wish.Kind == DocumentKind.Wish)
            findings.Error(
                "contract-missing",
                titleLine,
                "there is no <spec_contract>, and neither scope nor success criteria in its place"
            );
        if (wish.MatrixSource == MatrixSource.Standard)
            findings.Hint(
                "matrix-standard",
                titleLine,
                "there is no evaluation matrix; the standard one of 100 points applies"
            );
        if (wish.Groups.Count == 0)
            CheckNoGroups(wish, root, finder, options, titleLine, findings);
        CheckQuestions(wish, findings);
        foreach (var group in wish.Groups)
            CheckGroup(group, findings);
        foreach (var twins in wish.Groups.GroupBy(g => g.Slug).Where(g => g.Count() > 1))
            findings.Warn(
                "group-name-twice",
                twins.Last().Line,
                $"the groups {string.Join(" and ", twins.Select(t => t.Id))} have the same name \"{Words.Short(twins.Last().Title)}\""
            );
    }

    private static void CheckNoGroups(
        Wish wish,
        Section root,
        GroupFinder finder,
        ReadOptions options,
        int line,
        Findings findings
    )
    {
        var others = root.All()
            .Where(s => s.Level is > 1 and < 5)
            .Select(s =>
                (
                    s.Line,
                    Name: OtherNames.FirstOrDefault(n =>
                        n != options.GroupsFrom
                        && GroupHeading.Parse(s.Title.Plain, n, atHome: n == "package").Kind
                            is HeadingKind.Group
                                or HeadingKind.Loose
                    )
                )
            )
            .Where(s => s.Name is not null)
            .GroupBy(s => s.Name!)
            .ToList();
        foreach (var named in others)
            findings.Hint(
                "work-under-another-name",
                named.First().Line,
                $"{named.Count()} headings plan work as \"{named.Key}\" (lines {Words.Short(string.Join(", ", named.Select(n => n.Line)))}); --groups-from {named.Key} reads them as groups"
            );
        if (wish.Status.Kind == StatusKind.Finished)
            findings.Hint(
                "finished-without-groups",
                line,
                "the wish is finished and has no groups any more"
            );
        else
            findings.Error(
                "groups-missing",
                line,
                "there are no groups: plan the work under headings such as \"### Group A – name\""
            );
    }

    private static void CheckGroup(WishGroup group, Findings findings)
    {
        if (group.Validation.Count == 0)
            findings.Warn(
                "group-without-validation",
                group.Line,
                group.Checks.Count > 0
                    ? $"group {group.Id} says in words how to validate it, and names no command"
                    : $"group {group.Id} has no validation: add \"**Validation:**\" with a command"
            );
        foreach (var command in group.Validation.Where(v => !v.Runnable))
            findings.Warn(
                "validation-placeholder",
                command.Line,
                $"\"{Words.Short(command.Command.Split('\n')[0])}\" has a placeholder and cannot run as it stands"
            );
        if (
            group.Deliverables.Count == 0
            && group.Tasks.Count == 0
            && group.Scope.Count == 0
            && group.Files.Count == 0
            && group.Surfaces.Count == 0
            && group.Goal is null
        )
            findings.Warn(
                "group-without-content",
                group.Line,
                $"group {group.Id} says neither what it is for nor what it delivers"
            );
    }

    private static void CheckFences(Section root, Findings findings)
    {
        foreach (var node in root.AllNodes())
            Walk(node);

        void Walk(Node node)
        {
            findings.Step();
            if (node is Fence { Closed: false } fence)
                findings.Warn(
                    "fence-unclosed",
                    Math.Max(fence.Line - 1, 1),
                    "this code fence has no end; everything below it is read as code"
                );
            if (node is Bullets bullets)
                foreach (var item in bullets.Items)
                foreach (var inner in item.Nodes)
                    Walk(inner);
        }
    }

    // A heading in a list or a quotation opens no section, so it cannot be a group.
    private static void CheckInner(Section root, Findings findings)
    {
        var open = new Stack<Node>();
        foreach (var top in root.AllNodes())
        {
            open.Push(top);
            while (open.TryPop(out var node))
                if (node is Bullets bullets)
                    PushInner(bullets, open);
                else if (
                    node is InnerHeading heading
                    && GroupHeading.Parse(heading.Text.Plain).Kind == HeadingKind.Group
                )
                    findings.Warn(
                        "group-heading-not-used",
                        heading.Line,
                        $"\"{Words.Short(heading.Text.Plain)}\" stands inside a list or a quotation: it is not read as a group"
                    );
        }
    }

    private static void PushInner(Bullets bullets, Stack<Node> open)
    {
        foreach (var item in bullets.Items)
        foreach (var inner in item.Nodes)
            if (inner is Bullets or InnerHeading)
                open.Push(inner);
    }

    // What `forge wish new` left to be answered.
    private static void CheckQuestions(Wish wish, Findings findings)
    {
        var contract = wish.Contract;
        var open = contract
            .Scope.Concat(contract.OutOfScope)
            .Concat(contract.SuccessMetrics)
            .Count(IsOpen);
        if (open > 0)
            findings.Warn(
                "question-open",
                contract.Line,
                $"questions of the contract are still open: lines that begin with TODO: {open}"
            );
        foreach (var group in wish.Groups)
            if (
                IsOpen(group.Title)
                || IsOpen(group.Goal ?? "")
                || group.Deliverables.Concat(group.Acceptance).Any(IsOpen)
            )
                findings.Warn(
                    "question-open",
                    group.Line,
                    $"questions of group {group.Id} are still open: it has lines that begin with TODO"
                );
    }

    private static bool IsOpen(string text) => text.StartsWith("TODO", StringComparison.Ordinal);
}
