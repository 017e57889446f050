using Forge.Core.Domain.Access;
using Forge.Core.Domain.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What people said about a plan and what was refused to its agents; no rule waits for it, reviews and reports tell it.</summary>
internal sealed record PlanPapers(
    IReadOnlyList<PlanLogLine> Log,
    IReadOnlyList<Award> Awards,
    IReadOnlyList<Refusal> Refusals
)
{
    public static PlanPapers Read(Database database, Guid plan) =>
        database.Read(db => new PlanPapers(
            PlanRecordRows.Log(db, plan),
            PlanRecordRows.Awards(db, plan),
            RefusalRows.OfPlan(db, plan)
        ));
}
