using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>One server for all bad clients that leave it alive, with one thing of every kind in it.</summary>
public sealed class BadClientsServer : IAsyncLifetime
{
    public const string Name = "bad clients";

    internal RunningServer Server { get; private set; } = null!;
    internal Guid Project { get; private set; }
    internal Guid Task { get; private set; }
    internal Guid Attempt { get; private set; }
    internal Guid Process { get; private set; }

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(new Place());
        using var http = Server.Http();
        Project = await http.AddProjectAsync(Server.Place.Repository);
        Attempt = await http.RunAsync(Project, "A thing", command: "echo said; echo w > made.txt");
        Process = Guid.Parse((await http.RestAsync(Attempt, 1))[0].Id());
        Task = Guid.Parse((await http.AttemptAsync(Attempt)).Text("task_id"));
        await http.UntilAsync($"/api/tasks/{Task}", r => r.Data.Text("status") == "inreview");
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    /// <summary>An id of each kind, by the name that addresses give to the kind.</summary>
    internal IReadOnlyDictionary<string, Guid> Ids =>
        new Dictionary<string, Guid>
        {
            ["projects"] = Project,
            ["tasks"] = Task,
            ["task-attempts"] = Attempt,
            ["execution-processes"] = Process,
        };

    /// <summary>A recorded body with our ids in the place of the recorded ones.</summary>
    internal string Own(string body)
    {
        var node = JsonNode.Parse(body)!;
        foreach (var part in new[] { node, node["task"] }.OfType<JsonObject>())
        {
            if (part.ContainsKey("project_id"))
                part["project_id"] = Project;
            if (part.ContainsKey("task_id"))
                part["task_id"] = Task;
            if (part.ContainsKey("process_id"))
                part["process_id"] = Process;
        }
        if (node["executor_profile_id"] is JsonObject agent)
            (agent["executor"], agent["command"]) = ("SHELL", "true");
        return node.ToJsonString();
    }

    /// <summary>Rows that a request could have made or changed.</summary>
    internal string Rows() =>
        string.Join(
            ' ',
            new[] { "projects", "tasks", "attempts", "processes", "events" }.Select(t =>
                $"{t}={Sqlite.Number(Server.Place, $"SELECT count(*) FROM {t}")}"
            )
        );

    internal int Pid =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Server.Place.State, "server.json")))![
            "pid"
        ]!.GetValue<int>();
}

[CollectionDefinition(BadClientsServer.Name)]
public sealed class BadClientsCollection : ICollectionFixture<BadClientsServer>;
