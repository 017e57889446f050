using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Hosting;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Servers;

internal static class ServerRoutes
{
    public static void MapServer(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Health, Health).For(RouteRule.Open).WithTags("health");
        app.MapGet(Routes.ApiHealth, () => Envelope.Of("OK"))
            .For(RouteRule.Known)
            .WithTags("health");
        app.MapGet(
                Routes.AuthRequired,
                (ServerSettings s) => new AuthRequired { Required = !s.LoopbackWithoutToken }
            )
            .For(RouteRule.Known)
            .WithTags("auth");
        app.MapGet(Routes.List, RouteTable.List).For(RouteRule.Known).WithTags("health");
        app.MapGet(Routes.Info, Info).For(RouteRule.Read).WithTags("config");
        app.MapGet(Routes.Config, ReadConfig).For(RouteRule.Read).WithTags("config");
        app.MapPut(
                Routes.Config,
                (JsonObject body, ConfigFile file) => Envelope.Of(file.Change(body))
            )
            .For(RouteRule.Operate)
            .WithTags("config");
        app.MapGet(Routes.Profiles, ReadProfiles).For(RouteRule.Read).WithTags("config");
        app.MapPut(Routes.Profiles, WriteProfiles).For(RouteRule.Operate).WithTags("config");
        app.MapGet(Routes.Doctor, DoctorFacts.ReadAsync).For(RouteRule.Read).WithTags("ours");
        app.MapPost(
                "/api/auth/link",
                (AccessToken token, HttpRequest request) =>
                    Envelope.Of(
                        $"{request.Scheme}://{request.Host}{AccessControl.LoginPath}?code={token.NewLinkCode()}"
                    )
            )
            .For(RouteRule.Operate)
            .WithTags("ours");
        app.MapGet(AccessControl.LoginPath, LogIn).For(RouteRule.Open).ExcludeFromDescription();
    }

    private static Health Health() =>
        new()
        {
            Status = "ok",
            Service = "forge-app",
            Version = ServerVersion.Text,
            Message = "Forge is ready",
        };

    private static Envelope<Config> ReadConfig(HttpContext context, ConfigFile file) =>
        Envelope.Of(Shown(context, file.Current));

    private static Config Shown(HttpContext context, Config config) =>
        context.MaySeeSecrets() ? config : HiddenSecrets.Of(config);

    private static JsonObject Shown(HttpContext context, JsonObject executors) =>
        context.MaySeeSecrets() ? executors : HiddenSecrets.Of(executors);

    private static Envelope<Info> Info(
        HttpContext context,
        ConfigFile config,
        RunningParts parts
    ) =>
        Envelope.Of(
            new Info
            {
                Config = Shown(context, config.Current),
                AnalyticsUserId = "",
                Executors = Shown(context, parts.Profiles.Current.Executors),
                Environment = Machine.Read(),
                Capabilities = parts.Executors.Capabilities,
            }
        );

    private static Envelope<Api.Profiles> ReadProfiles(HttpContext context, ProfileFile file) =>
        Envelope.Of(
            new Api.Profiles
            {
                Content = Core.Executors.Profiles.Text(Shown(context, file.Current.Executors)),
                Path = file.Path,
            }
        );

    private static Envelope<string> WriteProfiles(JsonObject body, ProfileFile file)
    {
        file.Replace(body);
        return Envelope.Of("Executor profiles updated successfully");
    }

    // A link that was made with the token, and works once, gives a browser its cookie.
    private static async Task LogIn(HttpContext context, string? code, AccessToken token)
    {
        if (code is null || !token.TakeLinkCode(code))
        {
            await Answers
                .FailAsync(
                    context,
                    401,
                    "This link was used already, or is older than five minutes. `forge` prints a new one."
                )
                .ConfigureAwait(false);
            return;
        }
        context.Response.Cookies.Append(
            AccessControl.Cookie,
            token.NewCookie(),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
                MaxAge = AccessToken.CookieLife,
            }
        );
        context.Response.Redirect("/");
    }
}
