using System.Text.Json;

namespace Forge.Api;

public sealed partial class ForgeClient
{
    /// <summary>Needs no token.</summary>
    public async Task<Health> HealthAsync(CancellationToken ct)
    {
        var (response, bytes) = await WholeAsync(HttpMethod.Get, Routes.Health, null, ct)
            .ConfigureAwait(false);
        using var answer = response;
        // A refusal of ours, such as of a host name, has its own words.
        if (!response.IsSuccessStatusCode && bytes.AsSpan().StartsWith("{\"success\":false"u8))
            throw Refused(response.StatusCode, bytes);
        if (!response.IsSuccessStatusCode)
            throw new ForgeError(
                response.StatusCode,
                $"What answers at {Address} is not Forge: it answered {(int)response.StatusCode}",
                null
            );
        try
        {
            if (JsonSerializer.Deserialize(bytes, ForgeJson.Wire.Health) is { } health)
                return health;
        }
        catch (JsonException)
        {
            // Something else that listens there.
        }
        throw new ForgeError(response.StatusCode, $"What answers at {Address} is not Forge", null);
    }

    public Task<Info> InfoAsync(CancellationToken ct) =>
        GetAsync(Routes.Info, ForgeJson.Wire.EnvelopeInfo, ct);

    public Task<Config> ConfigAsync(CancellationToken ct) =>
        GetAsync(Routes.Config, ForgeJson.Wire.EnvelopeConfig, ct);

    /// <summary>Writes the whole of the settings.</summary>
    public Task<Config> SaveConfigAsync(Config config, CancellationToken ct) =>
        SendAsync(
            HttpMethod.Put,
            Routes.Config,
            Body(config, ForgeJson.Wire.Config),
            ForgeJson.Wire.EnvelopeConfig,
            ct
        );

    public Task<Profiles> ProfilesAsync(CancellationToken ct) =>
        GetAsync(Routes.Profiles, ForgeJson.Wire.EnvelopeProfiles, ct);

    public Task SaveProfilesAsync(UpdateProfiles profiles, CancellationToken ct) =>
        DoAsync(HttpMethod.Put, Routes.Profiles, Body(profiles, ForgeJson.Wire.UpdateProfiles), ct);

    /// <summary>What the server knows about itself.</summary>
    public Task<ServerFacts> DoctorAsync(CancellationToken ct) =>
        GetAsync(Routes.Doctor, ForgeJson.Wire.EnvelopeServerFacts, ct);

    /// <summary>What would go and why; <paramref name="apply"/> does it.</summary>
    public Task<GcReport> GcAsync(bool apply, CancellationToken ct) =>
        SendAsync(
            apply ? HttpMethod.Post : HttpMethod.Get,
            Routes.Gc,
            null,
            ForgeJson.Wire.EnvelopeGcReport,
            ct
        );

    public Task<DirectoryList> DirectoryAsync(string? path, CancellationToken ct) =>
        GetAsync(Query(Routes.Directory, ("path", path)), ForgeJson.Wire.EnvelopeDirectoryList, ct);

    public Task<IReadOnlyList<DirectoryEntry>> GitReposAsync(string? path, CancellationToken ct) =>
        GetAsync(
            Query(Routes.GitRepos, ("path", path)),
            ForgeJson.Wire.EnvelopeIReadOnlyListDirectoryEntry,
            ct
        );

    /// <summary>Whose worktree a path is (or is inside of). 404 when it is nobody's.</summary>
    public Task<ContainerInfo> ContainerAsync(string path, CancellationToken ct) =>
        GetAsync(
            Query(Routes.ContainersInfo, ("ref", path)),
            ForgeJson.Wire.EnvelopeContainerInfo,
            ct
        );
}
