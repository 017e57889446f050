using System.Globalization;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>One server for all agents that misbehave. Its <c>claude</c> does first what the worktree's <c>.fake-claude</c> says.</summary>
public sealed class BadAgentsServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var place = new Place();
        PutClaude(place, "bin");
        Server = await RunningServer.StartAsync(place, ("FORGE_SECRET", "never-passed"));
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    internal static string PutClaude(Place place, string directory)
    {
        var agent = Path.Combine(AppContext.BaseDirectory, "forge-fake-agent.dll");
        return PutProgram(
            place,
            directory,
            "claude",
            $"[ ! -e .fake-claude ] || . ./.fake-claude\nexec dotnet '{agent}' stream-json \"$@\"\n"
        );
    }

    internal static string PutProgram(Place place, string directory, string name, string script)
    {
        Directory.CreateDirectory(place.At(directory));
        var path = Path.Combine(place.At(directory), name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}");
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return path;
    }
}

[CollectionDefinition(Name)]
public sealed class BadAgentsCollection : ICollectionFixture<BadAgentsServer>
{
    public const string Name = "Bad agents";
}

/// <summary>What tests of misbehaving agents ask again and again; each has a repository of its own.</summary>
[Collection(BadAgentsCollection.Name)]
public abstract class BadAgent(BadAgentsServer one) : IAsyncLifetime
{
    /// <summary>An agent that runs its prompt as a shell script.</summary>
    private protected const string Script = "sh -s";

    private protected RunningServer Server { get; } = one.Server;
    private protected HttpClient Http { get; } = one.Server.Http();
    private protected string Repository { get; private set; } = "";
    private protected Guid Project { get; private set; }

    public async Task InitializeAsync()
    {
        Repository = Server.Place.MakeRepository($"bad-{Guid.NewGuid():N}");
        Project = await Http.AddProjectAsync(Repository);
    }

    public Task DisposeAsync()
    {
        Http.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Makes the repository's Claude do this before, or instead of, its work.</summary>
    private protected void ClaudeBegins(string script)
    {
        File.WriteAllText(Path.Combine(Repository, ".fake-claude"), script + "\n");
        Server.Place.Git(Repository, "add", "-A");
        Server.Place.Git(Repository, "commit", "-q", "-m", "a bad agent");
    }

    private protected async Task<(Guid Attempt, JsonNode Process)> ToEndAsync(
        string prompt,
        string executor = "SHELL",
        string? command = Script
    )
    {
        var attempt = await Http.RunAsync(
            Project,
            prompt,
            executor: executor,
            command: executor == "SHELL" ? command : null
        );
        return (attempt, (await Http.RestAsync(attempt, 1))[0]!);
    }

    /// <summary>The next turn's process, when it has ended.</summary>
    private protected async Task<JsonNode> NextAsync(Guid attempt, string prompt)
    {
        var before = (await Http.ProcessesAsync(attempt)).Count;
        (await Http.FollowUpAsync(attempt, prompt)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        return (await Http.RestAsync(attempt, before + 1))[before]!;
    }

    private protected async Task<string> SessionAsync(Guid attempt) =>
        Server.Place.SessionsIn(await Http.WorktreeAsync(attempt))[^1];

    private protected async Task<byte[]> OutLogAsync(Guid attempt) =>
        await File.ReadAllBytesAsync(Path.Combine(await SessionAsync(attempt), "out.log"));

    private protected string Show(string branch, string file) =>
        Server.Place.Git(Repository, "show", $"{branch}:{file}");

    private protected string Git(params string[] arguments) =>
        Server.Place.Git(Repository, arguments);

    private protected static string Note(JsonNode process) => process.Text("exit_note");

    private protected static void ShouldHaveEnded(JsonNode process, string status, long? code)
    {
        Support.Wire.Status(process).ShouldBe(status, Note(process));
        ((long?)process["exit_code"]).ShouldBe(code);
    }

    /// <summary>Megabytes that the server holds now.</summary>
    private protected int Memory() =>
        int.Parse(
            File.ReadLines($"/proc/{ServerPid()}/status")
                .First(line => line.StartsWith("VmRSS:"))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    private int ServerPid() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Server.Place.State, "server.json")))![
            "pid"
        ]!.GetValue<int>();
}
