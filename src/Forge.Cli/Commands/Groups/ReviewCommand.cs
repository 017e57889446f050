using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge review PLAN[/GROUP]</c>: the matrix with its proofs and the verdict; a person accepts or rejects.</summary>
internal static class ReviewCommand
{
    public static Command Create(Surroundings here)
    {
        var (name, json) = (Flags.PlanOrGroup(here), Flags.Json());
        var accept = new Option<bool>("--accept") { Description = "The group's work is good" };
        var reject = new Option<bool>("--reject") { Description = "It is not; say why" };
        var reason = Flags.Reason("Why; it is kept with the review", required: false);
        var command = new Command(
            "review",
            "Write the review of a plan or a group: points with their proofs, and the verdict"
        )
        {
            name,
            accept,
            reject,
            reason,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(accept) && result.GetValue(reject))
                result.AddError("Only one of --accept and --reject can be given");
        });
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var text = parsed.GetRequiredValue(name);
                var (plan, group) = await PlanList.EitherAsync(client, text, here, ct);
                bool? says =
                    parsed.GetValue(accept) ? true
                    : parsed.GetValue(reject) ? false
                    : null;
                var answer = new ReviewGroup { Accept = says, Reason = parsed.GetValue(reason) };
                if (group is null)
                    RefuseAnswer(text, answer);
                var review = group is null
                    ? await client.ReviewPlanAsync(plan, ct)
                    : await client.ReviewGroupAsync(plan, group.Group.Id, answer, ct);
                ReportCommand.Print(here, review, parsed.GetValue(json));
                if (!parsed.GetValue(json))
                    Conclude(here, group?.Name ?? text, review, says);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static void RefuseAnswer(string plan, ReviewGroup answer)
    {
        if (answer is not { Accept: null, Reason: null })
            throw CommandFailed.Usage(
                $"--accept, --reject and --reason are about a group: forge review {plan}/GROUP"
            );
    }

    private static void Conclude(Surroundings here, string name, PlanText review, bool? says)
    {
        if (review.Verdict is { } verdict)
            here.Terminal.Note(
                $"{name}: {here.Terminal.In(PlanStates.OfVerdict(verdict), PlanStates.Word(verdict))}{(review is { Score: { } score, Total: { } total } ? $", {score} of {total} points" : "")}"
            );
        if (says is { } yes)
            here.Terminal.Note(yes ? $"You accepted {name}" : $"You rejected {name}");
    }
}
