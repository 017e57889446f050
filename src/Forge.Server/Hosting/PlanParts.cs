using Forge.Core.Running;
using Forge.Core.Running.Plans;
using Forge.Server.Features.Plans;

namespace Forge.Server.Hosting;

/// <summary>The parts of the plan engine.</summary>
internal static class PlanParts
{
    public static void AddPlans(this IServiceCollection services)
    {
        services.AddSingleton<PlanGitFacts>();
        services.AddSingleton<PlanFactsReader>();
        services.AddSingleton<GroupStarts>();
        services.AddSingleton<GroupRetries>();
        services.AddSingleton(p => new GroupValidations(
            p.GetRequiredService<RunningParts>(),
            Stopping(p)
        ));
        services.AddSingleton<StallBadges>();
        services.AddSingleton(p => new PlanRadars(
            p.GetRequiredService<RunningParts>(),
            Stopping(p)
        ));
        services.AddSingleton<OwnPushes>();
        services.AddSingleton(p => new StallActs(
            p.GetRequiredService<RunningParts>(),
            p.GetRequiredService<AttemptRuns>(),
            p.GetRequiredService<FollowUps>(),
            p.GetRequiredService<Stopping>(),
            Stopping(p)
        ));
        services.AddSingleton<StallWatch>();
        services.AddSingleton<RefWatch>();
        services.AddSingleton<PlanWatch>();
        services.AddSingleton<PlanWork>();
        services.AddSingleton(p => new PlanRuns(
            p.GetRequiredService<RunningParts>(),
            p.GetRequiredService<PlanWork>(),
            Stopping(p)
        ));
        services.AddSingleton<PlanDesk>();
        services.AddSingleton<PlanApproval>();
        services.AddSingleton<PlanIntents>();
        services.AddSingleton<PlanClearing>();
        services.AddSingleton<PlanDelivery>();
        services.AddSingleton<PlanEvidence>();
        services.AddSingleton<GroupEvidence>();
        services.AddSingleton<PlanReports>();
        services.AddSingleton<PlanAwards>();
        services.AddSingleton<PlanRehearsal>();
        services.AddSingleton<AgentReports>();
        services.AddSingleton<MergeRehearsal>();
        services.AddSingleton<GroupMerging>();
        services.AddSingleton<GroupReverts>();
        services.AddSingleton<GroupWork>();
        services.AddSingleton<PlanRecovery>();
        services.AddSingleton<RunningLife>();
        services.AddSingleton(p => new Lazy<RunningLife>(p.GetRequiredService<RunningLife>));
        services.AddSingleton<PlanStatuses>();
        services.AddSingleton<Inbox>();
    }

    private static CancellationToken Stopping(IServiceProvider services) =>
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
}
