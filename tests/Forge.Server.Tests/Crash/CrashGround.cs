using System.Diagnostics;
using System.Text.Json.Nodes;
using Dapper;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Forge.Server.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Forge.Server.Tests.Crash;

/// <summary>A server that is killed and comes back, and a look into what it keeps while it is down.</summary>
internal sealed class CrashGround : IAsyncDisposable
{
    private CrashGround(RunningServer server) => Server = server;

    public RunningServer Server { get; }
    public Place Place => Server.Place;
    public HttpClient Http { get; private set; } = null!;
    public Guid Project { get; private set; }

    public static async Task<CrashGround> StartAsync(params (string, string)[] settings)
    {
        var place = new Place();
        place.PutFakeClaude();
        var ground = new CrashGround(await RunningServer.StartAsync(place, settings));
        ground.Http = ground.Server.Http();
        ground.Project = await ground.Http.AddProjectAsync(place.Repository);
        return ground;
    }

    public async Task ComeBackAsync()
    {
        Http.Dispose();
        await Server.StartAsync();
        Http = Server.Http();
    }

    public Task<Guid> ShellAsync(string command, string title = "Work") =>
        Http.RunAsync(Project, title, command: command);

    public Task<Guid> ClaudeAsync(string prompt, string title = "Talk") =>
        Http.RunAsync(Project, title, prompt, executor: "CLAUDE_CODE");

    public async Task<Guid> FollowUpAsync(Guid attempt, string prompt)
    {
        var reply = await Http.SendAsync(
            $"/api/task-attempts/{attempt}/follow-up",
            new JsonObject { ["prompt"] = prompt }
        );
        reply.Status.ShouldBe(System.Net.HttpStatusCode.OK, reply.Message);
        return reply.Id;
    }

    /// <summary>The only process of an attempt, when it has ended.</summary>
    public async Task<JsonNode> EndAsync(Guid attempt)
    {
        try
        {
            return (await Http.RestAsync(attempt, 1)).ShouldHaveSingleItem()!;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}\n{Server.Log}", late);
        }
    }

    /// <summary>The directory of an attempt's newest session.</summary>
    public string Session(Guid attempt) =>
        Path.Combine(
            Place.State,
            "sessions",
            Query<string>(
                "SELECT id FROM sessions WHERE attempt_id = @id ORDER BY created_at DESC",
                attempt
            )[0]
        );

    /// <summary>The same, when its agent has written so much.</summary>
    public async Task<string> SessionAsync(Guid attempt, int lines)
    {
        await UntilAsync(() =>
            Query<string>("SELECT id FROM sessions WHERE attempt_id = @id", attempt).Count > 0
            && File.Exists(Path.Combine(Session(attempt), "pid"))
            && File.ReadLines(Path.Combine(Session(attempt), "out.log")).Count() >= lines
        );
        return Session(attempt);
    }

    public List<T> Query<T>(string sql, object? id = null)
    {
        using var db = Open();
        return db.Query<T>(sql, new { id = id?.ToString() }).AsList();
    }

    public void Execute(string sql, object? values = null)
    {
        using var db = Open();
        db.Execute(sql, values);
    }

    /// <summary>Brings a session's directory back to what it was before its start, and kills what it runs.</summary>
    public static void UndoStart(string session)
    {
        foreach (var name in new[] { "wrapper", "pid" })
            KillNamed(session, name);
        foreach (var path in Directory.EnumerateFileSystemEntries(session))
            if (Path.GetFileName(path) is not ("spec.json" or "in.log" or "prompt"))
                Remove(path);
        foreach (var name in new[] { "out.log", "err.log" })
            Files.WriteNew(Path.Combine(session, name), []);
    }

    /// <summary>Kills the process that <c>wrapper</c> or <c>pid</c> names, as a crash would.</summary>
    public static void KillNamed(string session, string name)
    {
        var named = ProcessIdentity.Parse(File.ReadAllText(Path.Combine(session, name)));
        // Its number may be somebody else's by now.
        if (named is null || !ProcessTable.IsAlive(named))
            return;
        try
        {
            using var process = Process.GetProcessById(named.Pid);
            process.Kill();
            process.WaitForExit(5_000);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    public static bool Lives(string session, string name)
    {
        var pid = File.ReadAllText(Path.Combine(session, name)).Split(' ')[0];
        var stat = $"/proc/{pid}/stat";
        return File.Exists(stat) && !File.ReadAllText(stat).Contains(") Z ");
    }

    public static async Task UntilAsync(
        Func<bool> fact,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(fact))] string what = ""
    )
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!fact())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"never came true: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(
            $"Data Source={Path.Combine(Place.State, "forge.db")};Pooling=False;Default Timeout=10"
        );
        db.Open();
        return db;
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
