using Forge.Api;
using Forge.Server.Features.Attempts;
using Forge.Server.Features.Files;
using Forge.Server.Features.Processes;
using Forge.Server.Features.Projects;
using Forge.Server.Features.Servers;
using Forge.Server.Features.Streams;
using Forge.Server.Features.Tasks;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Hosting;

/// <summary>The web application: its parts, the way of a request through them, and its routes.</summary>
internal static class ServerApp
{
    private const long LargestBody = 20L << 20;

    public static WebApplication Build(ServerSettings settings)
    {
        // Empty: no settings files and no watchers of them. Settings are ServerSettings and nothing else.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddConsole();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(settings.Host, settings.Port);
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Why a start was refused is said once, by Program, without a stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddForge(settings);
        builder.Services.AddSingleton<AccessToken>();
        builder.Services.AddSingleton<ConfigFile>();
        builder.Services.AddHostedService<ServerLife>();
        builder.Services.AddOpenApi();
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(5)
        );
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            var wire = ForgeJson.Wire.Options;
            json.SerializerOptions.TypeInfoResolverChain.Insert(
                0,
                new LateTypes(json.SerializerOptions)
            );
            json.SerializerOptions.PropertyNamingPolicy = wire.PropertyNamingPolicy;
            json.SerializerOptions.Encoder = wire.Encoder;
            json.SerializerOptions.RespectNullableAnnotations = wire.RespectNullableAnnotations;
            json.SerializerOptions.AllowOutOfOrderMetadataProperties =
                wire.AllowOutOfOrderMetadataProperties;
            foreach (var converter in wire.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        var app = builder.Build();
        app.UseMiddleware<Errors>();
        app.UseMiddleware<AccessControl>();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
        Map(app);
        Describe(app);
        return app;
    }

    // The first request needs every route's description: it is made while the state is opened, not while somebody waits.
    private static void Describe(IEndpointRouteBuilder app) =>
        Task.Run(() => app.DataSources.Sum(source => source.Endpoints.Count));

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
        app.MapOpenApi(Routes.OpenApi);
        NotBuilt.Map(app);
    }
}
