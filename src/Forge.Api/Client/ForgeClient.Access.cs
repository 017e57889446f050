namespace Forge.Api;

public sealed partial class ForgeClient
{
    /// <summary>Who this client is to the server.</summary>
    public Task<CallerAccess> AccessAsync(CancellationToken ct) =>
        GetAsync(Routes.Access, ForgeJson.Wire.EnvelopeCallerAccess, ct);

    /// <summary>Newest first; with <paramref name="revoked"/> also those that were revoked.</summary>
    public Task<IReadOnlyList<ApiToken>> TokensAsync(bool revoked, CancellationToken ct) =>
        GetAsync(
            Query(Routes.Tokens, ("revoked", revoked ? "true" : null)),
            ForgeJson.Wire.EnvelopeIReadOnlyListApiToken,
            ct
        );

    /// <summary>The answer holds the token's text, which is told this once.</summary>
    public Task<CreatedToken> CreateTokenAsync(CreateToken token, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Post,
            Routes.Tokens,
            Body(token, ForgeJson.Wire.CreateToken),
            ForgeJson.Wire.EnvelopeCreatedToken,
            ct
        );

    /// <summary>From now on it opens nothing, and streams that it opened end.</summary>
    public Task RevokeTokenAsync(Guid id, CancellationToken ct) =>
        DoAsync(HttpMethod.Delete, Of(Routes.Token, id), null, ct);
}
