using System.Text.Json.Nodes;
using Forge.Api;
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
        app.MapGet(Routes.Health, Health).WithTags("health");
        app.MapGet(Routes.ApiHealth, () => Envelope.Of("OK")).WithTags("health");
        app.MapGet(
                Routes.AuthRequired,
                (ServerSettings s) => new AuthRequired { Required = !s.LoopbackWithoutToken }
            )
            .WithTags("auth");
        app.MapGet(Routes.List, RouteTable.List).WithTags("health");
        app.MapGet(Routes.Info, Info).WithTags("config");
        app.MapGet(Routes.Config, (ConfigFile file) => Envelope.Of(file.Current))
            .WithTags("config");
        app.MapPut(
                Routes.Config,
                (JsonObject body, ConfigFile file) => Envelope.Of(file.Change(body))
            )
            .WithTags("config");
        app.MapGet(Routes.Profiles, ReadProfiles).WithTags("config");
        app.MapPut(Routes.Profiles, WriteProfiles).WithTags("config");
        app.MapGet(Routes.Doctor, DoctorFacts.ReadAsync).WithTags("ours");
        app.MapPost(
                "/api/auth/link",
                (AccessToken token, HttpRequest request) =>
                    Envelope.Of(
                        $"{request.Scheme}://{request.Host}{AccessControl.LoginPath}?code={token.NewLinkCode()}"
                    )
            )
            .WithTags("ours");
        app.MapGet(AccessControl.LoginPath, LogIn).ExcludeFromDescription();
    }

    private static Health Health() =>
        new()
        {
            Status = "ok",
            Service = "forge-app",
            Version = ServerVersion.Text,
            Message = "Forge is ready",
        };

    private static Envelope<Info> Info(ConfigFile config, RunningParts parts) =>
        Envelope.Of(
            new Info
            {
                Config = config.Current,
                AnalyticsUserId = "",
                Executors = parts.Profiles.Current.Executors,
                Environment = Machine.Read(),
                Capabilities = parts.Executors.Capabilities,
            }
        );

    private static Envelope<Api.Profiles> ReadProfiles(ProfileFile file) =>
        Envelope.Of(new Api.Profiles { Content = file.Current.Content, Path = file.Path });

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
