using System.Text;
using Forge.Core.Platform;

namespace Forge.Core.Git;

/// <summary>
/// One call of git with the settings that make it the same on every machine: no prompts, no colours, no hooks, no
/// background work, names as bytes. Everything that Forge asks of git goes through here.
/// </summary>
internal sealed record GitCommand(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables that would point git at another repository than the one named by the path.</summary>
    private static readonly string[] Misleading =
    [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_EXTERNAL_DIFF",
        "GIT_DIFF_OPTS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
    ];

    /// <summary>What git brings to the disk before it says that it is done.</summary>
    public const string Synced = "loose-object,pack,pack-metadata,commit-graph,reference";

    private static readonly string[] Settings =
    [
        "core.quotePath=false",
        "core.fsmonitor=false",
        "core.safecrlf=false",
        // By itself git syncs neither loose objects nor refs: after a power cut a branch would be an empty file.
        "core.fsync=" + Synced,
        "core.fsyncMethod=batch",
        "gc.auto=0",
        "maintenance.auto=false",
        "color.ui=false",
        "submodule.recurse=false",
        "advice.detachedHead=false",
        "advice.addEmbeddedRepo=false",
        "advice.addIgnoredFile=false",
    ];

    public byte[]? Input { get; init; }

    /// <summary>An index of Forge's own, so that the agent's stays untouched.</summary>
    public string? IndexFile { get; init; }

    /// <summary>Where new objects go; its <c>info/alternates</c> names the repository's own store.</summary>
    public string? ObjectDirectory { get; init; }

    /// <summary>Only a push runs hooks: those of the person's repository.</summary>
    public bool Hooks { get; init; }

    public IReadOnlyDictionary<string, string?>? Variables { get; init; }

    /// <summary>
    /// Changes a checkout: once begun it goes to its end although the asker goes away, because a git that is killed in
    /// between leaves half of the files and a lock.
    /// </summary>
    public bool Finishes { get; init; }

    /// <summary>Work that nobody waits for gives way to all other.</summary>
    public bool Gentle { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    public static GitCommand In(string path, params string[] arguments) => new(path, arguments);

    public GitCommand Saying(string text) => this with { Input = Encoding.UTF8.GetBytes(text) };

    /// <summary>Names for a <c>-z --stdin</c>.</summary>
    public GitCommand Naming(IEnumerable<string> names) =>
        Saying(string.Concat(names.Select(name => name + '\0')));

    /// <summary>Runs whatever the exit code; the caller looks at it.</summary>
    public async Task<CommandResult> RunAsync(CancellationToken ct)
    {
        List<string> arguments = AllArguments();
        var command = (
            Gentle
                ? new Command("nice", ["-n", "10", "git", .. arguments])
                : new Command("git", arguments)
        ) with
        {
            Input = Input,
            Environment = AllVariables(),
            Limit = Limit,
        };
        ct.ThrowIfCancellationRequested();
        var result = await UnfinishedNeighbour
            .PassAsync(() => Finishes ? GitToItsEnd.RunAsync(command) : command.RunAsync(ct), ct)
            .ConfigureAwait(false);
        if (result.ExitCode is 124 or 127 && (result.TimedOut || result.OutputBytes.Length == 0))
            throw new GitFailed(Arguments[0], result);
        return result;
    }

    /// <summary>Runs and insists on exit code 0.</summary>
    public async Task<CommandResult> CheckAsync(CancellationToken ct)
    {
        var result = await RunAsync(ct).ConfigureAwait(false);
        return result.Ok ? result : throw new GitFailed(Arguments[0], result);
    }

    /// <summary>The output without its line end.</summary>
    public async Task<string> TextAsync(CancellationToken ct) =>
        (await CheckAsync(ct).ConfigureAwait(false)).Output.TrimEnd('\n');

    /// <summary>The fields of a <c>-z</c> output.</summary>
    public async Task<IReadOnlyList<string>> FieldsAsync(CancellationToken ct) =>
        Fields(await CheckAsync(ct).ConfigureAwait(false));

    public static IReadOnlyList<string> Fields(CommandResult result)
    {
        var text = result.Output;
        if (text.Length == 0)
            return [];
        return (text[^1] == '\0' ? text[..^1] : text).Split('\0');
    }

    private List<string> AllArguments()
    {
        List<string> all = ["-C", Path];
        foreach (var setting in Settings)
            all.AddRange(["-c", setting]);
        if (!Hooks)
            all.AddRange(["-c", "core.hooksPath=/dev/null"]);
        if (IndexFile is not null)
            all.AddRange(["-c", "core.splitIndex=false"]);
        all.AddRange(Arguments);
        return all;
    }

    private Dictionary<string, string?> AllVariables()
    {
        var all = Misleading.ToDictionary(name => name, _ => (string?)null);
        all["GIT_TERMINAL_PROMPT"] = "0";
        all["GIT_OPTIONAL_LOCKS"] = "0";
        all["GIT_EDITOR"] = ":";
        all["GIT_SEQUENCE_EDITOR"] = ":";
        all["GIT_MERGE_AUTOEDIT"] = "no";
        all["GIT_PAGER"] = "cat";
        if (!Hooks)
            all["LC_ALL"] = "C";
        if (IndexFile is not null)
            all["GIT_INDEX_FILE"] = IndexFile;
        if (ObjectDirectory is not null)
            all["GIT_OBJECT_DIRECTORY"] = ObjectDirectory;
        foreach (var (name, value) in Variables ?? new Dictionary<string, string?>())
            all[name] = value;
        return all;
    }
}
