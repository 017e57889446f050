using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>The lines above a plan's graph: what it is, how it stands, and what keeps it from going on.</summary>
internal sealed class PlanHead(Terminal terminal)
{
    public IEnumerable<string> Lines(PlanStatus plan, DateTimeOffset now)
    {
        var look = PlanStates.OfPlan(plan.State);
        foreach (var line in Wrap($"{plan.Plan}: {plan.Title}"))
            yield return terminal.In(Paint.Bold, line);
        var state = $"{look.Symbol} {look.Word}";
        var standing = Wrap(string.Join(" · ", Counts(plan).Prepend(state))).ToList();
        yield return terminal.In(look.Paint, state) + standing[0][state.Length..];
        foreach (var line in standing.Skip(1))
            yield return line;
        foreach (var line in Wrap(string.Join(" · ", Origin(plan, now))))
            yield return terminal.In(Paint.Dim, line);
        if (plan.ChangedSinceApproval)
            foreach (
                var line in Wrap("! The plan's files are not those any more that were approved.")
            )
                yield return terminal.In(Paint.Yellow, line);
        if (plan.Problem is not { } problem)
            yield break;
        foreach (var line in Wrap("! " + problem))
            yield return terminal.In(Paint.Red, line);
        foreach (var line in plan.WaysOut.SelectMany(way => Wrap("→ " + way, indent: 2)))
            yield return "  " + line;
    }

    private static IEnumerable<string> Counts(PlanStatus plan)
    {
        int In(params ReadOnlySpan<string> states)
        {
            var count = 0;
            foreach (var group in plan.Groups)
                if (states.Contains(group.State))
                    count++;
            return count;
        }
        yield return $"{In("merged")} of {Words.Count(plan.Groups.Count, "group")} merged";
        if (In("running", "validating") is var busy and > 0)
            yield return $"{busy} at work";
        if (In("awaiting_review", "awaiting_merge") is var asked and > 0)
            yield return $"{asked} waiting for you";
        if (In("failed") is var failed and > 0)
            yield return $"{failed} failed";
        if (In("stale") is var stale and > 0)
            yield return $"{stale} stale";
        if (plan.MaxParallel > 0 && !PlanStates.IsOver(plan.State))
            yield return $"at most {plan.MaxParallel} at once";
    }

    private static IEnumerable<string> Origin(PlanStatus plan, DateTimeOffset now)
    {
        yield return plan.Branch == plan.BaseBranch
            ? $"lands on {plan.Branch}"
            : $"{plan.Branch} from {plan.BaseBranch} at {Commits.Short(plan.BaseCommit)}";
        yield return $"approved by {plan.ApprovedBy} {Words.Age(now - plan.ApprovedAt)} ago";
        if (plan.DeliveredCommit is { } commit)
            yield return $"delivered as {Commits.Short(commit)}";
        if (plan.Groups.Sum(group => group.CostUsd ?? 0) is var cost and > 0)
            yield return string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"${cost:0.00} so far"
            );
    }

    private IEnumerable<string> Wrap(string text, int indent = 0) =>
        WordWrap.Lines(text, terminal.Width - indent);
}
