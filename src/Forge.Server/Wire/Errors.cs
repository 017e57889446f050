using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Running;

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
        catch (RuleBroken broken)
        {
            await FailAsync(context, Status(broken.Rule), broken.Message, Details(broken))
                .ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            var (status, text) = Explain(bad);
            await FailAsync(context, status, text, null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; there is nobody to answer.
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            await FailAsync(context, 503, Ending, null).ConfigureAwait(false);
        }
        catch (Exception ground) when (BadGround.Explain(ground) is { } why)
        {
            LogGround(log, ground, context.Request.Method, context.Request.Path);
            await FailAsync(context, 507, why, null).ConfigureAwait(false);
        }
        catch (GitFailed failed) when (failed.Advice is not null)
        {
            LogGround(log, failed, context.Request.Method, context.Request.Path);
            await FailAsync(context, 409, failed.Message, null).ConfigureAwait(false);
        }
        catch (GitFailed failed)
        {
            LogFailed(log, failed, context.Request.Method, context.Request.Path);
            await FailAsync(context, 500, failed.Message, null).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The top of the request: anything else is a bug, logged once.
        catch (Exception bug)
        {
            LogFailed(log, bug, context.Request.Method, context.Request.Path);
            await FailAsync(
                    context,
                    500,
                    "Forge made a mistake; the server's log tells more.",
                    null
                )
                .ConfigureAwait(false);
        }
#pragma warning restore CA1031
    }

    private static Task FailAsync(HttpContext context, int status, string text, JsonNode? details)
    {
        if (!context.Response.HasStarted)
            return Answers.FailAsync(context, status, text, details);
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task FillEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (
            response.HasStarted
            || response.ContentLength is not null
            || context.WebSockets.IsWebSocketRequest
        )
            return Task.CompletedTask;
        var method = context.Request.Method;
        return response.StatusCode switch
        {
            404 => Answers.FailAsync(
                context,
                404,
                $"There is no {method} {context.Request.Path}. See {Forge.Api.Routes.List}."
            ),
            405 => Answers.FailAsync(
                context,
                405,
                $"{context.Request.Path} does not answer {method}."
            ),
            415 => Answers.FailAsync(context, 415, "Send the body as application/json."),
            413 => Answers.FailAsync(context, 413, "The body is too large."),
            _ => Task.CompletedTask,
        };
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

    // A body that is no JSON is malformed (400); JSON with a field missing or of the wrong kind is invalid (422).
    private static (int, string) Explain(BadHttpRequestException bad)
    {
        if (bad.StatusCode == 413)
            return (413, "The body is larger than this server takes.");
        if (bad.InnerException is not JsonException json)
            return (bad.StatusCode, bad.Message);
        // The reader's own exception is not public; its name tells a torn text from a wrong value.
        var malformed = json.InnerException?.GetType().Name == "JsonReaderException";
        return malformed ? (400, $"The body is not JSON: {json.Message}") : (422, json.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} met bad ground")]
    private static partial void LogGround(ILogger log, Exception error, string method, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, Exception error, string method, string path);
}
