using Forge.Api;

namespace Forge.Server.Features.Streams;

internal static class StreamRoutes
{
    public static void MapStreams(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.TasksStream, TaskStream.Serve).ExcludeFromDescription();
        app.MapGet(Routes.ProcessesStream, ProcessStream.Serve).ExcludeFromDescription();
        app.MapGet(Routes.ProcessRawLogs, LogStreams.ServeRaw).ExcludeFromDescription();
        app.MapGet(Routes.ProcessNormalizedLogs, LogStreams.ServeConversation)
            .ExcludeFromDescription();
        app.MapGet(Routes.AttemptDiffStream, DiffStream.Serve).ExcludeFromDescription();
        app.MapGet(Routes.AttemptDiff, DiffStream.Now).WithTags("task-attempts");
        app.MapGet(Routes.AttemptPatch, DiffStream.WholePatch).WithTags("task-attempts");
        app.MapGet(Routes.Events, EventStream.Serve).ExcludeFromDescription();
    }
}
