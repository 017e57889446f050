using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Server.Security;

namespace Forge.Server.Features.Streams;

internal static class StreamRoutes
{
    public static void MapStreams(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.TasksStream, TaskStream.Serve)
            .For(RouteRule.Read)
            .ExcludeFromDescription();
        app.MapGet(Routes.ProcessesStream, ProcessStream.Serve)
            .For(RouteRule.OwnAttempt, OwnId.AttemptBehindMark)
            .ExcludeFromDescription();
        app.MapGet(Routes.ProcessRawLogs, LogStreams.ServeRaw)
            .For(RouteRule.OwnAttempt, OwnId.Process)
            .ExcludeFromDescription();
        app.MapGet(Routes.ProcessNormalizedLogs, LogStreams.ServeConversation)
            .For(RouteRule.OwnAttempt, OwnId.Process)
            .ExcludeFromDescription();
        app.MapGet(Routes.AttemptDiffStream, DiffStream.Serve)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .ExcludeFromDescription();
        app.MapGet(Routes.AttemptDiff, DiffStream.Now)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
        app.MapGet(Routes.AttemptPatch, DiffStream.WholePatch)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
        app.MapGet(Routes.Events, EventStream.Serve).For(RouteRule.Read).ExcludeFromDescription();
    }
}
