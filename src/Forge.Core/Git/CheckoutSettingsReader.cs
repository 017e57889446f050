using System.Collections.Concurrent;

namespace Forge.Core.Git;

/// <summary>Asks git for the settings of a checkout, and asks again only when a file that they come from has changed.</summary>
internal sealed class CheckoutSettingsReader(TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, Known> _known = new();

    public async Task<CheckoutSettings> ReadAsync(GitRepository repo, CancellationToken ct)
    {
        if (_known.TryGetValue(repo.Path, out var known) && known.Stamps == Stamps(known.Files))
            return known.Settings;
        var asked = time.GetUtcNow().UtcDateTime - Tick;
        var list = await repo.Git("config", "--list", "--show-origin", "--includes", "-z")
            .FieldsAsync(ct)
            .ConfigureAwait(false);
        var (files, settings) = Parse(repo.Path, list);
        files.AddRange(Usual(repo));
        var read = CheckoutSettings.From(settings).With(Attributes(repo, settings));
        // One that was changed just now may have changed after git had read it, within the same tick of its clock.
        if (files.All(file => File.GetLastWriteTimeUtc(file) < asked))
            _known[repo.Path] = new Known(files, Stamps(files), read);
        return read;
    }

    // Origin and setting take turns. What Forge itself gives on the command line comes from no file.
    private static (List<string> Files, List<(string Key, string Value)> Settings) Parse(
        string root,
        IReadOnlyList<string> fields
    )
    {
        const string fromFile = "file:";
        List<string> files = [];
        List<(string, string)> settings = [];
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (!fields[i].StartsWith(fromFile, StringComparison.Ordinal))
                continue;
            var file = Path.GetFullPath(fields[i][fromFile.Length..], root);
            if (!files.Contains(file))
                files.Add(file);
            var setting = fields[i + 1].Split('\n', 2);
            settings.Add((setting[0], setting.Length == 2 ? setting[1] : ""));
        }
        return (files, settings);
    }

    /// <summary>Files that need not be there yet.</summary>
    private static IEnumerable<string> Usual(GitRepository repo) =>
        [
            Path.Join(repo.CommonDirectory, "config"),
            Path.Join(repo.CommonDirectory, "config.worktree"),
            Path.Join(repo.CommonDirectory, "info", "attributes"),
            Path.Join(repo.CommonDirectory, "info", "sparse-checkout"),
            Path.Join(Home, ".gitconfig"),
            Path.Join(UserSettings, "git", "config"),
            Path.Join(UserSettings, "git", "attributes"),
            "/etc/gitconfig",
            "/etc/gitattributes",
        ];

    private static IEnumerable<string> Attributes(
        GitRepository repo,
        IEnumerable<(string Key, string Value)> settings
    ) =>
        settings
            .Where(one => one.Key == "core.attributesfile")
            .Select(one => one.Value.Replace("~/", Home + "/", StringComparison.Ordinal))
            .Append(Path.Join(repo.CommonDirectory, "info", "attributes"))
            .Append(Path.Join(UserSettings, "git", "attributes"))
            .Append("/etc/gitattributes");

    private static string Stamps(IEnumerable<string> files) =>
        string.Join('\n', files.Select(CheckoutSettings.Stamp));

    private static string Home => Environment.GetEnvironmentVariable("HOME") ?? "/";

    private static string UserSettings =>
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : Path.Join(Home, ".config");

    private sealed record Known(
        IReadOnlyList<string> Files,
        string Stamps,
        CheckoutSettings Settings
    );
}
