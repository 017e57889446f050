using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Server.Security;

namespace Forge.Server.Features.Plans;

internal static class InboxRoutes
{
    public static void MapInbox(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Inbox, List).For(RouteRule.Read).WithTags("plans");
        app.MapGet(Routes.InboxStream, PlanStream.ServeInbox)
            .For(RouteRule.Read)
            .ExcludeFromDescription();
        app.MapGet(Routes.PlanStream, PlanStream.Serve)
            .For(RouteRule.Read)
            .ExcludeFromDescription();
    }

    private static async Task<Envelope<IReadOnlyList<InboxItem>>> List(
        Inbox inbox,
        CancellationToken ct
    ) => Envelope.Of(await inbox.ReadAsync(ct).ConfigureAwait(false));
}
