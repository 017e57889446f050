using Forge.Core.Domain;
using Forge.Core.Executors;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What an agent tells of its own work in a plan, or asks a person.</summary>
internal sealed class AgentReports(RunningParts parts)
{
    public const string Agent = "agent";
    private const int LongestText = 4_000;

    // Whoever tells again and again must not fill the disk.
    private const int MostOfGroup = 500;

    /// <exception cref="RuleBroken">There is nothing to tell, or the attempt is in no plan.</exception>
    public async Task<Domain.Plans.PlanLogLine> TellAsync(
        Guid attempt,
        string text,
        bool needsPerson,
        string by,
        CancellationToken ct
    )
    {
        var said = PlainText.Cut(PlainText.CleanLines(text ?? "").Trim(), LongestText);
        if (said.Length == 0)
            throw RuleBroken.Invalid("text: say something");
        if (parts.Database.Read(db => AttemptRows.Find(db, attempt)) is null)
            throw RuleBroken.NotFound($"There is no attempt {attempt}");
        var tried =
            parts.Database.Read(db => PlanGroupRows.OfAttempt(db, attempt))
            ?? throw RuleBroken.Conflict(
                $"The attempt {attempt} is in no plan: there is nobody who would read it. Say it in your conversation"
            );
        return await parts
            .Database.WriteAsync(
                w =>
                {
                    if (PlanRecordRows.Told(w.Db, tried.PlanId, tried.GroupId) >= MostOfGroup)
                        throw RuleBroken.Conflict(
                            $"{tried.GroupId} has told {MostOfGroup} things already; that is enough"
                        );
                    PlanRecordRows.Log(
                        w,
                        tried.PlanId,
                        tried.GroupId,
                        by,
                        needsPerson ? "asks" : "report",
                        said
                    );
                    return PlanRecordRows.Log(w.Db, tried.PlanId)[^1];
                },
                ct
            )
            .ConfigureAwait(false);
    }
}
