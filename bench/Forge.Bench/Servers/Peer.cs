using System.Globalization;

namespace Forge.Bench.Servers;

/// <summary>Forge 0.7.4 from npm: the program itself, without the JavaScript that unpacks it.</summary>
internal sealed class Peer(string program, string agents) : IContestant
{
    public string Name => "peer";

    public string Version => "@automagik/forge 0.7.4";

    public string Agents => agents;

    public IReadOnlyList<string> Command => [program];

    public bool KeepsRuns => false;

    public Dictionary<string, string> Prepare(Ground ground, int port)
    {
        var settings = Path.Combine(ground.Home, ".local", "share", "automagik-forge");
        if (!Directory.Exists(settings))
        {
            Directory.CreateDirectory(settings);
            File.WriteAllText(Path.Combine(settings, "config.json"), Config);
        }
        var environment = ground.Environment();
        environment["HOST"] = "127.0.0.1";
        environment["BACKEND_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        environment["DISABLE_BROWSER_OPEN"] = "1";
        // Else it deletes every worktree below /var/tmp that is not in its own, new database.
        environment["DISABLE_WORKTREE_ORPHAN_CLEANUP"] = "1";
        return environment;
    }

    public string? Token(Ground ground) => null;

    // Its own standard settings, as it writes them, but all questions answered and no statistics sent.
    private const string Config = """
        {"config_version":"v7","theme":"SYSTEM","executor_profile":{"executor":"CLAUDE_CODE"},"disclaimer_acknowledged":true,
        "onboarding_acknowledged":true,"github_login_acknowledged":true,"telemetry_acknowledged":true,
        "notifications":{"sound_enabled":false,"push_enabled":false,"sound_file":"GENIE_NOTIFY1"},
        "editor":{"editor_type":"VS_CODE","custom_command":null,"remote_ssh_host":null,"remote_ssh_user":null},
        "github":{"pat":null,"oauth_token":null,"username":null,"primary_email":null,"default_pr_base":"main"},
        "analytics_enabled":false,"contact_email_opt_in":null,"contact_username_opt_in":null,"workspace_dir":null,
        "last_app_version":"0.0.115","show_release_notes":false,"language":"BROWSER","git_branch_prefix":"forge",
        "showcases":{"seen_features":[]}}
        """;
}
