using System.Data.Common;
using Forge.Core.Domain.Attempts;
using Forge.Core.Git.Plans;
using Forge.Core.Store;

namespace Forge.Core.Running.Plans;

/// <summary>What an attempt at a group finds in its environment beside what every attempt does.</summary>
internal static class GroupVariables
{
    /// <summary>Empty for an attempt that is in no plan.</summary>
    /// <param name="gitLog">Where git is to write down what it does there.</param>
    public static IReadOnlyDictionary<string, string> Of(
        DbConnection db,
        Attempt attempt,
        string gitLog
    )
    {
        if (
            PlanGroupRows.OfAttempt(db, attempt.Id) is not { } tried
            || PlanRows.Find(db, tried.PlanId) is not { } plan
        )
            return new Dictionary<string, string>();
        var all = new Dictionary<string, string>(GitTrace.Variables(gitLog))
        {
            ["FORGE_PLAN"] = plan.Slug,
            ["FORGE_GROUP"] = tried.GroupId,
        };
        if (PlanBodies.Read(plan).Groups.FirstOrDefault(g => g.Id == tried.GroupId) is { } group)
            all["FORGE_TASK_FILE"] = Path.Combine(attempt.Worktree, group.TaskFile);
        return all;
    }
}
