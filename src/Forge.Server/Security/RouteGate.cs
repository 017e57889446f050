using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Wire;

namespace Forge.Server.Security;

/// <summary>
/// What a known caller may do: the route's rule and the caller's role decide. It stands before everything that looks at
/// ids, so that a refusal never tells whether there is such a thing.
/// </summary>
internal sealed class RouteGate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, Database database, Refusals refusals)
    {
        if (
            context.Caller() is { Grant: { } grant }
            && RouteAccess.Of(context) is { } access
            && !May(grant, access, context.Request, database)
        )
        {
            await refusals
                .NoteAsync(grant, context.Request.Method, context.Request.Path)
                .ConfigureAwait(false);
            await Answers
                .FailAsync(context, 403, Why(grant, context.Request))
                .ConfigureAwait(false);
            return;
        }
        await next(context).ConfigureAwait(false);
    }

    private static bool May(
        AccessGrant grant,
        RouteAccess access,
        HttpRequest request,
        Database database
    ) =>
        AccessDecisions.May(
            grant.Role,
            access.Rule,
            grant.AttemptId is { } attempt && OwnIds.AreOf(attempt, access.Own, request, database)
        );

    private static string Why(AccessGrant grant, HttpRequest request)
    {
        var asked = $"{request.Method} {Parameters.Short(request.Path)}";
        return grant.Role == Role.Agent
            ? $"This token is an agent's. It may read its own attempt, {grant.AttemptId}, and nothing else; {asked} is not part of that. A person does it with an operator's token."
            : $"This token is a viewer's. It may read, but neither change anything nor see tokens; {asked} needs an operator's.";
    }
}
