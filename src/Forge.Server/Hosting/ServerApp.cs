using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Store;
using Forge.Server.Features.Attempts;
using Forge.Server.Features.Files;
using Forge.Server.Features.Plans;
using Forge.Server.Features.Processes;
using Forge.Server.Features.Projects;
using Forge.Server.Features.Servers;
using Forge.Server.Features.Streams;
using Forge.Server.Features.Tasks;
using Forge.Server.Features.Tokens;
using Forge.Server.Security;
using Forge.Server.Wire;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Forge.Server.Hosting;

/// <summary>The web application: its parts, the way of a request through them, and its routes.</summary>
internal static class ServerApp
{
    public static WebApplication Build(ServerSettings settings)
    {
        // Read now, beside all else: what is wrong with these files is said at the start, not to the first who asks.
        var config = Task.Run(() => new ConfigFile(settings.State));
        var token = Task.Run(() => new AccessToken(settings.State, TimeProvider.System));
        // Empty: no settings files and no watchers of them. Settings are ServerSettings and nothing else.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new LateConsole());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limit(settings);
            kestrel.Listen(
                settings.Host,
                settings.Port,
                endpoint => endpoint.Protocols = HttpProtocols.Http1
            );
        });
        builder.WebHost.UseSockets(sockets =>
            sockets.CreateBoundListenSocket = endpoint =>
            {
                var listener = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                ServerLimits.NoticeTheVanished(listener);
                return listener;
            }
        );
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Why a start was refused is said once, by Program, without a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddForge(settings);
        builder.Services.AddSingleton(_ => token.GetAwaiter().GetResult());
        builder.Services.AddSingleton(_ => config.GetAwaiter().GetResult());
        builder.Services.AddSingleton<Callers>();
        builder.Services.AddSingleton<OpenStreams>();
        builder.Services.AddHostedService<ServerLife>();
        builder.Services.AddOpenApi();
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(5)
        );
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        var described = new Lazy<JsonSerializerOptions>(() =>
            SetUp(new JsonSerializerOptions(JsonSerializerDefaults.Web), ForgeJson.Wire)
        );
        builder.Services.ConfigureHttpJsonOptions(json =>
            SetUp(json.SerializerOptions, new LateTypes(json.SerializerOptions, described))
        );
        var app = builder.Build();
        Use(app, settings);
        Map(app);
        Rehearse(app);
        config.GetAwaiter().GetResult();
        token.GetAwaiter().GetResult();
        return app;
    }

    /// <summary>The way of a request: who asks, whether it may, whether it can be understood; then the route.</summary>
    private static void Use(WebApplication app, ServerSettings settings)
    {
        app.UseMiddleware<Errors>();
        app.UseMiddleware<AccessControl>();
        app.Use(app.Services.GetRequiredService<Readiness>().WaitAsync);
        app.UseMiddleware<RouteGate>();
        app.UseMiddleware<Parameters>();
        app.UseMiddleware<Bodies>();
        app.UseWebSockets(ServerLimits.Pings(settings));
    }

    // The first request needs every route's description, and it is mostly for the projects: what that makes for the first
    // time is made beside the rest of the start, not while somebody waits.
    private static void Rehearse(WebApplication app) =>
        Task.Run(() =>
        {
            _ = ((IEndpointRouteBuilder)app).DataSources.Sum(source => source.Endpoints.Count);
            var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value;
            ProjectRoutes.Rehearse(
                app.Services.GetRequiredService<Database>(),
                json.SerializerOptions
            );
        });

    private static JsonSerializerOptions SetUp(
        JsonSerializerOptions json,
        IJsonTypeInfoResolver types
    )
    {
        var wire = ForgeJson.Wire.Options;
        json.TypeInfoResolverChain.Insert(0, types);
        json.PropertyNamingPolicy = wire.PropertyNamingPolicy;
        json.Encoder = wire.Encoder;
        json.RespectNullableAnnotations = wire.RespectNullableAnnotations;
        json.AllowOutOfOrderMetadataProperties = wire.AllowOutOfOrderMetadataProperties;
        // Else http_proxy and HTTP_PROXY of a profile's environment could not stand side by side.
        json.PropertyNameCaseInsensitive = false;
        json.Converters.Add(new EnumWords<WorkTaskStatus>());
        json.Converters.Add(new EnumWords<ApprovalState>());
        json.Converters.Add(new EnumWords<TokenRole>());
        foreach (var converter in wire.Converters)
            json.Converters.Add(converter);
        return json;
    }

    private static void Map(WebApplication app)
    {
        app.MapServer();
        app.MapGc();
        app.MapProjects();
        app.MapTasks();
        app.MapAttempts();
        app.MapProcesses();
        app.MapFiles();
        app.MapStreams();
        app.MapPlans();
        app.MapTokens();
        app.MapOpenApi(Routes.OpenApi).For(RouteRule.Known);
        NotBuilt.Map(app);
    }
}
