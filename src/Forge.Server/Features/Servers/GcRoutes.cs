using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Git;
using Forge.Core.Running;
using Forge.Server.Security;

namespace Forge.Server.Features.Servers;

/// <summary>What would go and why; and the same, done.</summary>
internal static class GcRoutes
{
    public static void MapGc(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Gc, Show).For(RouteRule.Read).WithTags("ours");
        app.MapPost(Routes.Gc, Apply).For(RouteRule.Operate).WithTags("ours");
    }

    private static async Task<Envelope<GcReport>> Show(Cleaning cleaning, CancellationToken ct) =>
        Report(applied: false, await cleaning.PlanAsync(ct).ConfigureAwait(false));

    private static async Task<Envelope<GcReport>> Apply(Cleaning cleaning, CancellationToken ct) =>
        Report(applied: true, await cleaning.ApplyAsync(ct).ConfigureAwait(false));

    private static Envelope<GcReport> Report(bool applied, IReadOnlyList<CleaningStep> steps) =>
        Envelope.Of(
            new GcReport
            {
                Applied = applied,
                Bytes = steps
                    .Where(s => s.Step.Action != RetentionAction.Keep)
                    .Sum(s => s.Step.What.Bytes),
                Items = [.. steps.Select(Item)],
            }
        );

    private static GcItem Item(CleaningStep step) =>
        new()
        {
            What = step.What,
            Why = step.Step.Why,
            Bytes = step.Step.What.Bytes,
            Action = step.Step.Action == RetentionAction.Keep ? "keep" : "remove",
            Path = step.Step.What.Place,
            AttemptId = step.Attempt,
        };
}
