using Forge.Core.Domain;
using Forge.Core.Evidence;
using Forge.Core.Git;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running.Plans;

/// <summary>The start of the server: what a crash left half done of a plan is finished or dropped; then the plans go on.</summary>
internal sealed partial class PlanRecovery(
    RunningParts parts,
    PlanRuns runs,
    PlanDesk desk,
    GroupReverts reverts,
    PlanDelivery delivery
)
{
    private readonly ILogger _log = parts.Logs.CreateLogger<PlanRecovery>();

    public async Task RunAsync(CancellationToken ct)
    {
        await RemoveCopiesAsync(ct).ConfigureAwait(false);
        foreach (var plan in parts.Database.Read(PlanRows.Open))
            try
            {
                await parts
                    .Database.WriteAsync(w => ValidationRows.DropUnended(w, plan), ct)
                    .ConfigureAwait(false);
                var look = await desk.LookAsync(plan, ct).ConfigureAwait(false);
                await reverts.RecoverAsync(look, ct).ConfigureAwait(false);
                await delivery.RecoverAsync(look, ct).ConfigureAwait(false);
            }
            catch (Exception error) when (error is RuleBroken or GitFailed or IOException)
            {
                // Its repository is away, for example: the plan's own loop will say so.
                LogLeft(_log, error, plan);
            }
        runs.Begin();
    }

    // Git counts them as worktrees, so each repository is to let go of its own.
    private async Task RemoveCopiesAsync(CancellationToken ct)
    {
        if (!Directory.Exists(parts.State.Copies))
            return;
        var repositories = parts.Database.Read(db =>
            PlanRows
                .All(db)
                .Select(plan => ProjectRows.Find(db, plan.ProjectId)?.GitRepoPath)
                .OfType<string>()
                .Distinct()
                .ToList()
        );
        foreach (var path in repositories)
            try
            {
                var repo = await parts.Repositories.OpenAsync(path, ct).ConfigureAwait(false);
                await CleanCopy
                    .RemoveLeftoversAsync(repo, parts.State.Copies, ct)
                    .ConfigureAwait(false);
            }
            catch (Exception error) when (error is RuleBroken or GitFailed or IOException)
            {
                LogCopies(_log, error, path);
            }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What validations left of {Repository} is not removed now"
    )]
    private static partial void LogCopies(ILogger log, Exception error, string repository);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plan {Plan} cannot be taken up now")]
    private static partial void LogLeft(ILogger log, Exception error, Guid plan);
}
