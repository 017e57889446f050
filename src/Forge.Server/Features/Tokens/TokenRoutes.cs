using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Tokens;

/// <summary>Tokens are made, seen and revoked by people alone; everybody may ask who they are.</summary>
internal static class TokenRoutes
{
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Access, Who).For(RouteRule.Known).WithTags("ours");
        app.MapGet(Routes.Tokens, List).For(RouteRule.Operate).WithTags("ours");
        app.MapPost(Routes.Tokens, Create).For(RouteRule.Operate).WithTags("ours");
        app.MapDelete(Routes.Token, Revoke).For(RouteRule.Operate).WithTags("ours");
    }

    private static Envelope<CallerAccess> Who(HttpContext context)
    {
        var caller = context.Caller();
        return Envelope.Of(
            new CallerAccess
            {
                Role = (TokenRole)(caller?.Role ?? Role.Viewer),
                Token = caller?.Grant?.ToWire(),
            }
        );
    }

    private static Envelope<IReadOnlyList<ApiToken>> List(bool? revoked, Database database) =>
        Envelope.Of<IReadOnlyList<ApiToken>>([
            .. database.Read(db => TokenRows.All(db, revoked == true)).Select(t => t.ToWire()),
        ]);

    private static async Task<Envelope<CreatedToken>> Create(
        CreateToken body,
        Core.Running.Tokens tokens,
        CancellationToken ct
    )
    {
        var made = await tokens
            .CreateAsync(body.Name, (Role)body.Role, body.AttemptId, body.ExpiresAt, ct)
            .ConfigureAwait(false);
        return Envelope.Of(new CreatedToken { Token = made.Grant.ToWire(), Secret = made.Text });
    }

    private static async Task<Envelope<JsonNode>> Revoke(
        Guid id,
        Database database,
        Core.Running.Tokens tokens,
        CancellationToken ct
    )
    {
        if (database.Read(db => TokenRows.Find(db, id)) is null)
            throw MissingRow.Of(database, "token", id);
        await tokens.RevokeAsync(id, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static ApiToken ToWire(this AccessGrant g) =>
        new()
        {
            Id = g.Id,
            Name = g.Name,
            Role = (TokenRole)g.Role,
            AttemptId = g.AttemptId,
            SessionId = g.SessionId,
            CreatedAt = g.CreatedAt,
            ExpiresAt = g.ExpiresAt,
            LastUsedAt = g.LastUsedAt,
            RevokedAt = g.RevokedAt,
        };
}
