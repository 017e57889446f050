using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge merge PLAN/GROUP</c>: a person takes a group's work onto the plan's branch, which releases what waits for it.</summary>
internal sealed class GroupMerge(Surroundings here, ForgeClient client)
{
    public async Task<Deed> DoAsync(
        KnownGroup known,
        bool yes,
        string? despite,
        CancellationToken ct
    )
    {
        Consent.Insist(here, yes, "Merging");
        var (plan, group) = (known.Plan, known.Group);
        // Nobody is asked for a yes that would be refused.
        if (despite is null && group.Gate.Count > 0)
            throw new CommandFailed(ExitCodes.Conflict, Shut(known));
        await Consent.AskAsync(here, yes, Question(known, despite), ct);
        try
        {
            var now = await client.MergeGroupAsync(
                known.PlanId,
                group.Id,
                new MergeGroup { Despite = despite },
                ct
            );
            return new Deed(Text(known, now), now);
        }
        catch (ForgeError error) when (error.Conflict is { } conflict)
        {
            throw new CommandFailed(
                ExitCodes.Conflict,
                PlanConflicts.Text($"Nothing was merged into {plan.Branch}", error, conflict)
                    + $"\nType: {here.Name} rebase {known.Name}   (or let its agent do it: {here.Name} resume {known.Name} '…'; or begin again: {here.Name} retry {known.Name})"
            );
        }
    }

    private string Shut(KnownGroup known) =>
        string.Join(
            '\n',
            known
                .Group.Gate.Select(reason => $"  {reason}")
                .Prepend($"The gate of {known.Name} is shut:")
                .Append(
                    $"Nothing was merged. Once it is settled: {here.Name} merge {known.Name}   (or --despite \"reason\", which is kept)"
                )
        );

    private static string Question(KnownGroup known, string? despite)
    {
        var (plan, group) = (known.Plan, known.Group);
        var score = group.Verdict is { } verdict
            ? $", {PlanStates.Word(verdict)} with {group.Score} of {group.TargetScore} points"
            : "";
        var shut =
            despite is null || group.Gate.Count == 0
                ? ""
                : $" although the gate is shut ({string.Join("; ", group.Gate)})";
        return $"{known.Name} ({group.Title}) is {PlanStates.OfGroup(group.State).Word}{score}. Merge it into {plan.Branch}{shut}?";
    }

    private static string Text(KnownGroup known, PlanStatus now)
    {
        var group = KnownGroup.In(now, known.Group.Id);
        var commit = group?.MergeCommit is { } hash ? $" as {Commits.Short(hash)}" : "";
        var released = now
            .Groups.Where(one => one.DependsOn.Contains(known.Group.Id))
            .Where(one => one.State is "ready" or "running")
            .Select(one => one.Id)
            .ToList();
        var next = released.Count > 0 ? $". Now starts: {string.Join(", ", released)}" : "";
        return $"Merged {known.Name} ({known.Group.Title}) into {now.Branch}{commit}{next}";
    }
}
