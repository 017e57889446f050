using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge award PLAN[/GROUP] CHECKPOINT POINTS</c>: a person gives points that no command proves.</summary>
internal static class AwardCommand
{
    public static Command Create(Surroundings here)
    {
        var checkpoint = new Argument<string>("checkpoint")
        {
            Description =
                "The checkpoint: its key as in the review (verification/evidence-quality), or its text",
        };
        var points = new Argument<int>("points") { Description = "How many of its points" };
        points.Validators.Add(result =>
        {
            if (result.GetValue(points) < 0)
                result.AddError("'points' must be at least 0");
        });
        var reason = Flags.Reason("Why; it is kept in the plan's log", required: true);
        var command = new Command(
            "award",
            "Give points for a checkpoint that no command can prove, with a reason"
        )
        {
            checkpoint,
            points,
            reason,
        };
        EitherAct.Act(
            command,
            here,
            async (parsed, client, subject, ct) =>
            {
                var (what, many) = (
                    parsed.GetRequiredValue(checkpoint),
                    parsed.GetRequiredValue(points)
                );
                var now = await client.AwardAsync(
                    subject.Plan,
                    subject.Group?.Group.Id,
                    new AwardPoints
                    {
                        Checkpoint = what,
                        Points = many,
                        Reason = parsed.GetRequiredValue(reason),
                    },
                    ct
                );
                return new Deed(
                    $"Awarded {Terminals.Words.Count(many, "point")} for '{what}' to {subject.Name}",
                    now
                );
            }
        );
        return command;
    }
}
