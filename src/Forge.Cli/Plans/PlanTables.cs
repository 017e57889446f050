using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>Lists of plans, and of what waits for a person.</summary>
internal static class PlanTables
{
    public static TextTable Plans(IReadOnlyList<PlanSummary> plans, DateTimeOffset now)
    {
        var several = plans.Select(plan => plan.ProjectId).Distinct().Count() > 1;
        Column[] project = several ? [new Column("PROJECT", 6)] : [];
        Column[] first = [new Column("PLAN", 12), "STATE", "MERGED", "AT WORK", "FOR YOU"];
        Column[] last = ["AGE", new Column("TITLE", 12, IsOptional: true)];
        var table = new TextTable([.. first, .. project, .. last]);
        foreach (var plan in plans)
        {
            var look = PlanStates.OfPlan(plan.State);
            Cell[] start =
            [
                new Cell(plan.Plan, Paint.Bold),
                new Cell($"{look.Symbol} {look.Word}", look.Paint),
                $"{plan.Merged}/{plan.Groups}",
                Count(plan.Running),
                new Cell(Count(plan.WaitingForYou), Paint.Yellow),
            ];
            Cell[] middle = several ? [Words.OneLine(plan.Project, 20)] : [];
            Cell[] end =
            [
                Words.Age(now - plan.ApprovedAt),
                new Cell(Words.OneLine(plan.Title, 60), Paint.Dim),
            ];
            table.Add([.. start, .. middle, .. end]);
        }
        return table;
    }

    /// <summary>What waits, each with the command that does it.</summary>
    public static IEnumerable<string> Inbox(
        IReadOnlyList<InboxItem> items,
        Terminal terminal,
        DateTimeOffset now
    )
    {
        foreach (var item in items)
        {
            foreach (var line in Head(item, terminal, now))
                yield return line;
            foreach (var line in WordWrap.Lines(item.Text, terminal.Width - 4))
                yield return "    " + line;
            yield return "    " + terminal.In(Paint.Cyan, Words.OneLine(item.Command, 400));
        }
    }

    private static IEnumerable<string> Head(InboxItem item, Terminal terminal, DateTimeOffset now)
    {
        var name = Name(item);
        var holds = item.Unblocks > 0 ? $", holds up {Words.Count(item.Unblocks, "group")}" : "";
        var lines = WordWrap
            .Lines(
                $"{name}: {Kind(item.Kind)}, {Words.Age(now - item.Since)}{holds}",
                terminal.Width
            )
            .ToList();
        var start = lines[0].StartsWith(name, StringComparison.Ordinal) ? name.Length : 0;
        yield return terminal.In(Paint.Bold, lines[0][..start]) + lines[0][start..];
        foreach (var line in lines.Skip(1))
            yield return line;
    }

    private static string Name(InboxItem item) =>
        Words.OneLine(
            (item.Plan, item.Group) switch
            {
                ({ } plan, { } group) => $"{plan}/{group}",
                ({ } plan, _) => plan,
                _ => item.Title,
            },
            60
        );

    private static string Kind(string kind) =>
        kind switch
        {
            "approve_tool" => "an agent asks",
            "review" => "to be reviewed",
            "merge" => "to be merged",
            "violation" => "broke a rule",
            "deliver" => "to be delivered",
            "reapprove" => "to be approved again",
            _ => PlanStates.Word(kind),
        };

    private static string Count(int count) => count == 0 ? "" : count.ToString();
}
