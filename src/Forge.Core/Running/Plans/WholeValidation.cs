using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>What the commands of the whole say of the target.</summary>
internal static class WholeValidation
{
    public static WholeFact Of(PlanRecord record, string? target, ValidationsUnderWay validating)
    {
        var commands = ValidationCommands.OfWhole(record.Body);
        if (commands.Count == 0)
            return WholeFact.NothingToProve;
        var runs = record
            .Validations.Where(v =>
                v is { GroupId: null, Ground: ValidationGround.Whole, EndedAt: not null }
                && v.Head == target
            )
            .ToList();
        if (runs.Exists(v => !v.Passed))
            return WholeFact.Failed;
        if (
            Enumerable
                .Range(0, commands.Count)
                .All(i => runs.Exists(v => v.Position == i && v.Command == commands[i].Command))
        )
            return WholeFact.Passed;
        return validating.Has(null) ? WholeFact.Running : WholeFact.NotRun;
    }
}
