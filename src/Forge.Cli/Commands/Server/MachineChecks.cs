using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Cli.Machine;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Server;

/// <summary>What <c>forge doctor</c> looks at by itself; no server is needed for it.</summary>
internal sealed partial class MachineChecks(Surroundings here, StateDirectory state)
{
    /// <summary>The first git with <c>merge-tree --write-tree</c>.</summary>
    private static readonly Version OldestGit = new(2, 38);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private const long LowDisk = 5L << 30;
    private const long NoDisk = 1L << 30;
    private const int Watches = 65536;
    private const int Instances = 128;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private static readonly (string Program, string Package)[] Agents =
    [
        ("claude", "@anthropic-ai/claude-code"),
        ("codex", "@openai/codex"),
        ("gemini", "@google/gemini-cli"),
        ("opencode", "opencode-ai"),
        ("copilot", "@github/copilot"),
        ("qwen", "@qwen-code/qwen-code"),
        ("cursor-agent", ""),
        ("amp", "@sourcegraph/amp"),
    ];

    public async Task<IReadOnlyList<Finding>> AllAsync(CancellationToken ct)
    {
        var git = GitAsync(ct);
        var author = AuthorAsync(ct);
        var agents = AgentsAsync(ct);
        return [await git, await author, .. await agents, .. Inotify(), Disk(), StateFiles()];
    }

    private async Task<Finding> GitAsync(CancellationToken ct)
    {
        var result = await Children.RunAsync("git", ["--version"], null, Limit, ct);
        if (result.ExitCode != 0)
            return Finding.Missing("git", "not found", "sudo apt install git");
        var text = VersionPattern().Match(result.Output).Value;
        return Version.TryParse(text, out var version) && version >= OldestGit
            ? Finding.Ok("git", text)
            : Finding.Missing(
                "git",
                $"{text} is older than {OldestGit}",
                "sudo apt install -t bookworm-backports git   (or on Ubuntu: sudo add-apt-repository ppa:git-core/ppa)"
            );
    }

    private async Task<Finding> AuthorAsync(CancellationToken ct)
    {
        var email = (
            await Children.RunAsync("git", ["config", "user.email"], here.Directory, Limit, ct)
        ).Output.Trim();
        return email.Length > 0
            ? Finding.Ok("git author", email)
            : Finding.Warn(
                "git author",
                "not set; merges carry it",
                "git config --global user.name 'You' && git config --global user.email you@example.com"
            );
    }

    private async Task<IEnumerable<Finding>> AgentsAsync(CancellationToken ct)
    {
        var found = await Task.WhenAll(Agents.Select(agent => AgentAsync(agent.Program, ct)));
        var present = found.OfType<Finding>().ToList();
        if (present.Any(finding => finding.Name == "agent claude"))
            return present;
        var npx = Programs.Find("npx", here.Variable("PATH")) is not null;
        var claude = npx
            ? Finding.Ok("agent claude", "not installed; npx fetches it at the first run")
            : Finding.Warn(
                "agent claude",
                "not found (forge demo and --command need none)",
                $"npm install -g {Agents[0].Package}"
            );
        return present.Prepend(claude);
    }

    private async Task<Finding?> AgentAsync(string program, CancellationToken ct)
    {
        if (Programs.Find(program, here.Variable("PATH")) is not { } path)
            return null;
        var result = await Children.RunAsync(path, ["--version"], null, Limit, ct);
        var version = Words.OneLine((result.Output + " " + result.Error).Trim(), 40);
        return result.ExitCode == 0
            ? Finding.Ok(
                $"agent {program}",
                $"{(version.Length > 0 ? version : "of unknown version")} ({path})"
            )
            : Finding.Warn(
                $"agent {program}",
                $"{path} does not tell its version: {version}",
                $"{path} --version"
            );
    }

    private static IEnumerable<Finding> Inotify()
    {
        yield return Limited("inotify watches", "fs.inotify.max_user_watches", Watches, 524288);
        yield return Limited("inotify instances", "fs.inotify.max_user_instances", Instances, 512);
    }

    private static Finding Limited(string name, string key, int least, int better)
    {
        var file = "/proc/sys/" + key.Replace('.', '/');
        if (!File.Exists(file))
            return Finding.Warn(name, "cannot be read", $"cat {file}");
        var value = long.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture);
        return value >= least
            ? Finding.Ok(name, value.ToString(CultureInfo.InvariantCulture))
            : Finding.Warn(
                name,
                $"{value}; big repositories need more",
                $"echo {key}={better} | sudo tee /etc/sysctl.d/60-forge.conf && sudo sysctl --system"
            );
    }

    private Finding Disk()
    {
        var folder = state.Path;
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var fact = $"{Words.Bytes(free)} free at {folder}";
        return free switch
        {
            < NoDisk => Finding.Missing("disk", fact, "forge gc --apply"),
            < LowDisk => Finding.Warn("disk", fact, "forge gc"),
            _ => Finding.Ok("disk", fact),
        };
    }

    private Finding StateFiles()
    {
        if (!Directory.Exists(state.Path))
            return Finding.Ok("state", $"{state.Path} (made at the first run)");
        if ((File.GetUnixFileMode(state.Path) & Others) != 0)
            return Finding.Warn(
                "state",
                $"{state.Path} is open to others",
                $"chmod 700 {state.Path}"
            );
        return File.Exists(state.TokenFile) && (File.GetUnixFileMode(state.TokenFile) & Others) != 0
            ? Finding.Warn(
                "state",
                $"{state.TokenFile} is open to others",
                $"chmod 600 {state.TokenFile}"
            )
            : Finding.Ok("state", state.Path);
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex VersionPattern();
}
