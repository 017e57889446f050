using Forge.Bench.Servers;
using Forge.Bench.Wire;

namespace Forge.Bench.Figures;

/// <summary>A fresh server with one repository as its project: where most figures begin.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private int _runs;

    private Scene(LiveServer server, Guid project)
    {
        Server = server;
        Project = project;
    }

    public LiveServer Server { get; }
    public Guid Project { get; }
    public ForgeWire Wire => Server.Wire;

    public static async Task<Scene> SetAsync(
        IContestant contestant,
        int files,
        int bytes,
        CancellationToken ct
    )
    {
        var server = await LiveServer.StartAsync(contestant, ct);
        try
        {
            var repository = await Repository.MakeAsync(server.Ground, files, bytes, ct);
            var project = await server.AddProjectAsync(repository, ct);
            await server.Load.QuietAsync(ct);
            return new Scene(server, project);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public static Task<Scene> SmallAsync(IContestant contestant, CancellationToken ct) =>
        SetAsync(contestant, 10, 40, ct);

    public string NextTitle() => $"b{Interlocked.Increment(ref _runs)}";

    public Task<Accepted> RunAsync(string script, CancellationToken ct) =>
        Wire.RunAsync(Project, NextTitle(), script, ct);

    /// <summary>Runs to the agent's start; the attempt with its worktree.</summary>
    public async Task<(Attempt Attempt, Stamp Agent)> LiveAsync(string script, CancellationToken ct)
    {
        var run = await RunAsync(script, ct);
        var agent = await Until.StartedAsync(Server, run.Title, ct);
        return (await Wire.AttemptAsync(run, ct), agent);
    }

    /// <summary>Many runs, so many at a time, each waited for until its agent lives.</summary>
    public async Task<IReadOnlyList<Attempt>> LiveAsync(
        int count,
        int atOnce,
        string script,
        CancellationToken ct
    )
    {
        var all = new List<Attempt>();
        while (all.Count < count)
        {
            var some = Enumerable
                .Range(0, Math.Min(atOnce, count - all.Count))
                .Select(_ => LiveAsync(script, ct));
            all.AddRange((await Task.WhenAll(some)).Select(live => live.Attempt));
        }
        return all;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
