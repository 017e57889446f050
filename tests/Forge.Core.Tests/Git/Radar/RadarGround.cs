using System.Text;
using Forge.Core.Git.Plans;
using Forge.Core.Git.Radar;
using Forge.Core.Tests.Support;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Git.Radar;

/// <summary>A repository with a long file, and attempts that are only branches.</summary>
internal sealed class RadarGround : IDisposable
{
    private readonly List<RadarAttempt> _attempts = [];

    private RadarGround(GitSandbox sandbox)
    {
        Sandbox = sandbox;
        Radar = new ConflictRadar(sandbox.Repo);
    }

    public GitSandbox Sandbox { get; }

    public ConflictRadar Radar { get; }

    public IReadOnlyList<RadarAttempt> Attempts => _attempts;

    public string Target => Sandbox.Sha("main");

    public static async Task<RadarGround> CreateAsync()
    {
        var sandbox = await GitSandbox.CreateAsync();
        sandbox.Write("long.txt", Long());
        sandbox.Write("old/a.txt", Long("a"));
        sandbox.Write("old/b.txt", Long("b"));
        sandbox.CommitAll("long");
        return new RadarGround(sandbox);
    }

    /// <summary>Forty lines, some of them replaced.</summary>
    public static string Long(string word = "line", params (int Line, string Text)[] edits)
    {
        var lines = Enumerable.Range(1, 40).Select(n => $"{word} {n}").ToList();
        foreach (var (line, text) in edits)
            lines[line - 1] = text;
        return string.Join('\n', lines) + "\n";
    }

    public static string Edited(params (int Line, string Text)[] edits) => Long("line", edits);

    /// <summary>An attempt that is cut from main and changes these files; null takes one away.</summary>
    public Task<Guid> AttemptAsync(params (string Path, string? Content)[] files) =>
        AttemptAsync(Target, files);

    public async Task<Guid> AttemptAsync(string from, params (string Path, string? Content)[] files)
    {
        var id = Guid.NewGuid();
        var commit = await CommitAsync($"attempt/{id}", from, files);
        _attempts.Add(new RadarAttempt(id, commit, _attempts.Count));
        return id;
    }

    public void Add(RadarAttempt attempt) => _attempts.Add(attempt);

    /// <summary>The attempt goes on by one commit.</summary>
    public async Task GoOnAsync(Guid id, params (string Path, string? Content)[] files)
    {
        var at = _attempts.FindIndex(one => one.Id == id);
        var commit = await CommitAsync($"attempt/{id}", Target, files);
        _attempts[at] = _attempts[at] with { Commit = commit };
    }

    public Task<RadarReport> LookAsync() => Radar.RefreshAsync(Target, _attempts, Deadline);

    public void Dispose() => Sandbox.Dispose();

    private async Task<string> CommitAsync(
        string branch,
        string from,
        (string Path, string? Content)[] files
    )
    {
        var done = await PlanBranch.CommitAsync(
            Sandbox.Repo,
            branch,
            from,
            files.ToDictionary(
                file => file.Path,
                file => file.Content is null ? null : Encoding.UTF8.GetBytes(file.Content)
            ),
            "work",
            Deadline
        );
        return done.ShouldBeOfType<PlanCommit.Done>().Commit;
    }
}
