using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;

namespace Forge.Cli.Commands.Groups;

/// <summary><c>forge validate PLAN/GROUP</c>: the group's commands run again on its head.</summary>
internal static class ValidateCommand
{
    public static Command Create(Surroundings here)
    {
        var command = new Command(
            "validate",
            "Run a group's validation commands again on its newest commit"
        );
        GroupAct.Act(
            command,
            here,
            async (_, client, group, ct) =>
                Told(
                    group,
                    await client.ValidateGroupAsync(group.PlanId, group.Group.Id, ct),
                    here.Name
                )
        );
        return command;
    }

    /// <summary>Says how the new runs ended if they have; those that were there before prove nothing about it.</summary>
    public static Deed Told(KnownGroup known, PlanStatus now, string forge)
    {
        var before = known.Group.Validation.Select(run => run.Id).ToHashSet();
        var after = KnownGroup.In(now, known.Group.Id)?.Validation ?? [];
        var runs = after.Where(run => !before.Contains(run.Id)).ToList();
        if (runs.Count == 0 || runs.Any(run => run.State == "running"))
            return new Deed(
                $"The commands of {known.Name} run again. See: {forge} status {known.Name}",
                now
            );
        var lines = runs.Select(run => $"  {ValidationText.Of(run)}");
        var failed = runs.Any(run => run.State == "failed");
        return new Deed(
            string.Join('\n', lines.Prepend($"Validated {known.Name}:")),
            now,
            failed ? ExitCodes.Failed : ExitCodes.Ok
        );
    }
}
