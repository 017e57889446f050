using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary><c>GET /api/info</c>: settings, machine and agents.</summary>
public sealed record Info
{
    public required Config Config { get; init; }
    public required string AnalyticsUserId { get; init; }

    /// <summary><c>executors[NAME][VARIANT] = {NAME: {options}}</c>.</summary>
    public required JsonObject Executors { get; init; }
    public required MachineEnvironment Environment { get; init; }

    /// <summary>Executor name → <c>SESSION_FORK</c>, <c>SETUP_HELPER</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Capabilities { get; init; }
}

/// <summary>The server's machine.</summary>
public sealed record MachineEnvironment
{
    public required string OsType { get; init; }
    public required string OsVersion { get; init; }
    public required string OsArchitecture { get; init; }
    public required string Bitness { get; init; }
}

/// <summary>
/// The settings of a person, as old clients read and write them. Fields that Forge does not know are kept as they came,
/// so a client of another version loses nothing by a round trip.
/// </summary>
public sealed record Config
{
    public string ConfigVersion { get; set; } = "v7";
    public string Theme { get; set; } = "SYSTEM";
    public ExecutorProfileId ExecutorProfile { get; set; } = new() { Executor = "CLAUDE_CODE" };
    public bool DisclaimerAcknowledged { get; set; }
    public bool OnboardingAcknowledged { get; set; }
    public bool GithubLoginAcknowledged { get; set; }
    public bool TelemetryAcknowledged { get; set; }
    public NotificationConfig Notifications { get; set; } = new();
    public EditorConfig Editor { get; set; } = new();
    public GithubConfig Github { get; set; } = new();
    public bool? AnalyticsEnabled { get; set; }
    public bool? ContactEmailOptIn { get; set; }
    public bool? ContactUsernameOptIn { get; set; }

    /// <summary>Where worktrees are made; null: inside the state directory.</summary>
    public string? WorkspaceDir { get; set; }
    public string? LastAppVersion { get; set; }
    public bool ShowReleaseNotes { get; set; }
    public string Language { get; set; } = "BROWSER";

    /// <summary>The part of a branch's name before the first slash.</summary>
    public string GitBranchPrefix { get; set; } = "forge";
    public ShowcaseConfig Showcases { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record NotificationConfig
{
    public bool SoundEnabled { get; set; } = true;
    public bool PushEnabled { get; set; } = true;
    public string SoundFile { get; set; } = "GENIE_NOTIFY1";

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record EditorConfig
{
    public string EditorType { get; set; } = "VS_CODE";
    public string? CustomCommand { get; set; }
    public string? RemoteSshHost { get; set; }
    public string? RemoteSshUser { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record GithubConfig
{
    public string? Pat { get; set; }
    public string? OauthToken { get; set; }
    public string? Username { get; set; }
    public string? PrimaryEmail { get; set; }
    public string? DefaultPrBase { get; set; } = "main";

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

public sealed record ShowcaseConfig
{
    public IReadOnlyList<string> SeenFeatures { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}
