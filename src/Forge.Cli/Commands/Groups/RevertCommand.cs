using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge revert PLAN/GROUP</c>: undoes a merge by a commit of its own.</summary>
internal static class RevertCommand
{
    public static Command Create(Surroundings here)
    {
        var yes = Flags.Yes();
        var command = new Command(
            "revert",
            "Undo a group's merge by a new commit; what depends on it becomes stale"
        )
        {
            yes,
        };
        GroupAct.Act(
            command,
            here,
            (parsed, client, group, ct) =>
                RevertAsync(here, client, group, parsed.GetValue(yes), ct),
            before: parsed => Consent.Insist(here, parsed.GetValue(yes), "Undoing a merge")
        );
        return command;
    }

    private static async Task<Deed> RevertAsync(
        Surroundings here,
        ForgeClient client,
        KnownGroup group,
        bool yes,
        CancellationToken ct
    )
    {
        // Nobody is asked for a yes that would be refused.
        if (!yes && group.Group.MergeCommit is null)
            throw new CommandFailed(ExitCodes.Conflict, $"{group.Name} is not merged");
        if (!yes && group.Plan.DeliveredCommit is null)
            await Consent.AskAsync(here, yes, Question(group), ct);
        var now = await client.RevertGroupAsync(group.PlanId, group.Group.Id, ct);
        return GroupAct.Done(group, "Undid the merge of", now);
    }

    private static string Question(KnownGroup group)
    {
        var stale = BegunBehind.Of(group.Plan, group.Group.Id);
        var after = stale.Count switch
        {
            0 => "nothing was begun on it",
            1 => $"{stale[0]} becomes stale",
            _ => $"{string.Join(", ", stale)} become stale",
        };
        return $"{group.Name} ({group.Group.Title}) is merged as {Commits.Short(group.Group.MergeCommit!)}; {after}. Undo the merge on {group.Plan.Branch} by a new commit?";
    }
}
