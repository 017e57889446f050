using System.CommandLine;
using Forge.Api;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge deliver PLAN</c>: takes the plan's branch into its base branch.</summary>
internal static class DeliverCommand
{
    public static Command Create(Surroundings here)
    {
        var yes = Flags.Yes();
        var asItIs = new Option<bool>("--as-is")
        {
            Description = "With all of its commits (default: as one commit)",
        };
        var command = new Command(
            "deliver",
            "Take a plan's branch into its base branch, when all is merged and proved"
        )
        {
            yes,
            asItIs,
        };
        PlanAct.Act(
            command,
            here,
            (parsed, client, plan, ct) =>
                DeliverAsync(
                    here,
                    client,
                    plan,
                    (parsed.GetValue(yes), parsed.GetValue(asItIs)),
                    ct
                ),
            before: parsed => Consent.Insist(here, parsed.GetValue(yes), "Delivering")
        );
        return command;
    }

    private static async Task<Deed> DeliverAsync(
        Surroundings here,
        ForgeClient client,
        PlanSummary plan,
        (bool Yes, bool AsItIs) how,
        CancellationToken ct
    )
    {
        var id = plan.Id.ToString();
        var status = await client.PlanAsync(id, ct);
        var form = how.AsItIs ? "with all of its commits" : "as one commit";
        await Consent.AskAsync(
            here,
            how.Yes,
            $"{plan.Plan} is {PlanStates.OfPlan(status.State).Word}, {plan.Merged} of {plan.Groups} merged. Take {status.Branch} into {status.BaseBranch} {form}?",
            ct
        );
        try
        {
            var now = await client.DeliverPlanAsync(
                id,
                new DeliverPlan { Shape = how.AsItIs ? "as_is" : null },
                ct
            );
            var commit = now.DeliveredCommit is { } hash ? $" as {Commits.Short(hash)}" : "";
            return new Deed(
                $"Delivered {now.Plan} into {now.BaseBranch}{commit}. How it went: {here.Name} report {now.Plan}",
                now
            );
        }
        catch (ForgeError error) when (error.Conflict is { } conflict)
        {
            throw new CommandFailed(
                ExitCodes.Conflict,
                PlanConflicts.Text("Nothing was delivered", error, conflict)
            );
        }
    }
}
