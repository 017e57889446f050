using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Forge.ModelServer;

/// <summary>
/// A model server on loopback that speaks Anthropic Messages and does what the prompt says (see <c>Directive</c>). It
/// keeps no state: the same request gets the same answer. A key with "bad" in it gets 401.
/// </summary>
public sealed class ScriptedModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private ScriptedModel(WebApplication app)
    {
        _app = app;
        app.MapMethods("/", ["HEAD", "GET"], () => Results.Ok());
        app.MapPost("/v1/messages/count_tokens", () => new { input_tokens = 1000 });
        app.MapPost("/v1/messages", AnswerAsync);
    }

    /// <summary>What <c>ANTHROPIC_BASE_URL</c> must be.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Requests to the model so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<ScriptedModel> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var model = new ScriptedModel(builder.Build());
        await model._app.StartAsync(ct);
        var addresses = model._app.Services.GetRequiredService<IServer>().Features;
        model.Address = new Uri(addresses.Get<IServerAddressesFeature>()!.Addresses.Single());
        return model;
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var number = Interlocked.Increment(ref _requests);
        var body = await JsonNode.ParseAsync(
            http.Request.Body,
            cancellationToken: http.RequestAborted
        );
        var key = http.Request.Headers["x-api-key"] + http.Request.Headers.Authorization.ToString();
        if (key.Contains("bad", StringComparison.Ordinal))
        {
            await AnthropicAnswer.FailAsync(http, 401, "invalid api key (scripted)");
            return;
        }
        var request = ModelRequest.Read(body!);
        try
        {
            await new AnthropicAnswer(http, request, Script.Decide(request), number).WriteAsync();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The agent broke off.
        }
    }
}
