using System.Text.Json;
using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Git;
using Forge.Core.Running;
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
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // It left in the middle of its own words.
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

    // What the framework itself refuses has no body.
    private static Task FillEmptyAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0)
            return Task.CompletedTask;
        var asked = $"{context.Request.Method} {Parameters.Short(context.Request.Path)}";
        var text = response.StatusCode switch
        {
            404 => $"There is no {asked}. See {Forge.Api.Routes.List}.",
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
    private static (int, string) Explain(BadHttpRequestException bad) =>
        bad.InnerException is JsonException json
            ? (422, FieldErrors.Explain(json))
            : (
                bad.StatusCode,
                bad.StatusCode switch
                {
                    413 => ServerLimits.BodyTooLarge,
                    408 =>
                        $"The body came slower than {ServerLimits.SlowestBody} bytes a second. Send it again, at once.",
                    _ => bad.Message,
                }
            );

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, Exception error, string method, string path);
}
