using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Processes;

internal static class ProcessRoutes
{
    public static void MapProcesses(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Processes, List)
            .For(RouteRule.OwnAttempt, OwnId.AttemptBehindMark)
            .WithTags("execution-processes");
        app.MapGet(Routes.Process, Get)
            .For(RouteRule.OwnAttempt, OwnId.Process)
            .WithTags("execution-processes");
        app.MapPost(Routes.ProcessStop, Stop)
            .For(RouteRule.Operate)
            .WithTags("execution-processes");
        app.MapPost(Routes.ApprovalRespond, Respond).For(RouteRule.Operate).WithTags("approvals");
    }

    private static Envelope<IReadOnlyList<ExecutionProcess>> List(
        Guid? task_attempt_id,
        bool? show_soft_deleted,
        Database database
    )
    {
        if (task_attempt_id is not { } attempt)
            throw RuleBroken.Malformed("task_attempt_id: name the attempt whose processes to list");
        database.Attempt(attempt);
        var processes = database.Read(db =>
            ProcessRows.OfAttempt(db, attempt, show_soft_deleted == true)
        );
        return Envelope.Of<IReadOnlyList<ExecutionProcess>>([.. processes.Select(p => p.ToWire())]);
    }

    private static Envelope<ExecutionProcess> Get(Guid id, Database database, ProcessLogs logs)
    {
        var process = database.Process(id);
        return Envelope.Of(process.ToWire(logs.Output(process)));
    }

    private static async Task<Envelope<JsonNode>> Stop(
        Guid id,
        Database database,
        Stopping stopping,
        CancellationToken ct
    )
    {
        await stopping.StopProcessAsync(database.Process(id), ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<ApprovalStatus>> Respond(
        string id,
        ApprovalResponse body,
        AttemptRuns runs,
        CancellationToken ct
    )
    {
        var answer = Read(body);
        var session = runs.Sessions().Select(s => s.Session).FirstOrDefault(s => s.WaitsFor(id));
        if (session is null)
            throw RuleBroken.NotFound(
                $"No agent waits for the approval {id}: it was answered, withdrawn, or its agent has ended."
            );
        var allow = answer.Status == ApprovalState.Approved;
        if (!await session.AnswerAsync(id, allow, answer.Reason, ct).ConfigureAwait(false))
            throw RuleBroken.Conflict($"The approval {id} was answered just now.");
        return Envelope.Of(answer);
    }

    private static ApprovalStatus Read(ApprovalResponse body)
    {
        if (body.Status is { Status: ApprovalState.Approved or ApprovalState.Denied } status)
            return status;
        if (body.Approved is { } approved)
            return new ApprovalStatus
            {
                Status = approved ? ApprovalState.Approved : ApprovalState.Denied,
                Reason = body.Comment,
            };
        throw RuleBroken.Invalid("status: say approved or denied");
    }
}
