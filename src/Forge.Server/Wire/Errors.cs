using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Hosting;

namespace Forge.Server.Wire;

/// <summary>The one place where what went wrong becomes a status and an envelope.</summary>
internal sealed partial class Errors(
    RequestDelegate next,
    IHostApplicationLifetime life,
    ILogger<Errors> log
)
{
    private const string Ending =
        "The server is ending, and this was not finished. When it is back, look whether it was done, and ask again if not.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            await FillEmptyAsync(context).ConfigureAwait(false);
        }
        catch (Exception error)
            when (error is OperationCanceledException or IOException
                && context.RequestAborted.IsCancellationRequested
            )
        {
            // The client left, perhaps in the middle of its own words; there is nobody to answer.
        }
        catch (Exception error) when (Expected(error) is { } refusal)
        {
            if (refusal.IsGround)
                LogGround(log, error, context.Request.Method, context.Request.Path);
            await FailAsync(context, refusal).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The top of the request: anything else is a bug, logged once.
        catch (Exception bug)
        {
            LogFailed(log, bug, context.Request.Method, context.Request.Path);
            var text =
                (bug as GitFailed)?.Message ?? "Forge made a mistake; the server's log tells more.";
            await FailAsync(context, new Refusal(500, text)).ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    private Refusal? Expected(Exception error) =>
        error switch
        {
            OperationCanceledException when life.ApplicationStopping.IsCancellationRequested => new(
                503,
                Ending
            ),
            RuleBroken broken => new(Status(broken.Rule), broken.Message, Details(broken)),
            BadHttpRequestException bad => Explain(bad),
            GitFailed { PlaceIsGone: true } gone => new(
                409,
                $"A directory that was looked at has gone meanwhile; ask again. {gone.Message}"
            ),
            DbException gone when SqliteFile.BelongsToNothing(gone) => new(
                409,
                "What this was to belong to was deleted meanwhile. Look again what there is."
            ),
            _ => Ground(error),
        };

    private static Refusal? Ground(Exception error) =>
        BadGround.Explain(error) is { } why ? new Refusal(507, why) { IsGround = true }
        : error is GitFailed { Advice: not null }
            ? new Refusal(409, error.Message) { IsGround = true }
        : null;

    private static Task FailAsync(HttpContext context, Refusal refusal)
    {
        if (!context.Response.HasStarted)
            return Answers.FailAsync(context, refusal.Status, refusal.Text, refusal.Details);
        context.Abort();
        return Task.CompletedTask;
    }

    // What the framework itself refuses has no body.
    private static Task FillEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0)
            return Task.CompletedTask;
        var asked = $"{context.Request.Method} {Parameters.Short(context.Request.Path)}";
        var text = response.StatusCode switch
        {
            404 => $"There is no {asked}. {Forge.Api.Routes.SeeList}",
            405 =>
                $"{asked} is not answered; this address answers {response.Headers.Allow.ToString()}.",
            415 => "Send the body as Content-Type: application/json.",
            _ => $"{asked} was refused with {response.StatusCode}.",
        };
        return Answers.FailAsync(context, response.StatusCode, text);
    }

    private static int Status(Rule rule) =>
        rule switch
        {
            Rule.NotFound => 404,
            Rule.Conflict => 409,
            Rule.Invalid => 422,
            _ => 400,
        };

    private static JsonNode? Details(RuleBroken broken)
    {
        if (broken.Details is not ConflictDetails conflict)
            return null;
        return new JsonObject
        {
            ["type"] = conflict.Type,
            ["message"] = conflict.Message,
            ["op"] = conflict.Op,
            ["files"] = new JsonArray([.. conflict.Files.Select(f => JsonValue.Create(f))]),
        };
    }

    // What is no JSON was found before; what is left is JSON with a field missing or of the wrong kind.
    private static Refusal Explain(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
            return new Refusal(422, FieldErrors.Explain(json));
        var text = bad.StatusCode switch
        {
            413 => ServerLimits.BodyTooLarge,
            408 =>
                $"The body came slower than {ServerLimits.SlowestBody} bytes a second. Send it again, at once.",
            _ => bad.Message,
        };
        return new Refusal(bad.StatusCode, text);
    }

    private sealed record Refusal(int Status, string Text, JsonNode? Details = null)
    {
        /// <summary>The machine is at fault and not the client: the operator is to find it in the log.</summary>
        public bool IsGround { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} met bad ground")]
    private static partial void LogGround(ILogger log, Exception error, string method, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, Exception error, string method, string path);
}
