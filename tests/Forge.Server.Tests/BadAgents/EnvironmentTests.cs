using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadAgents;

/// <summary>Keys and PATH are those of the server that starts an agent.</summary>
public sealed class EnvironmentTests
{
    private const string Ask =
        "ENV=EXAMPLE_API_KEY ENV=WHICH_CLAUDE ENV=FORGE_SECRET ENV=FORGE_HOME";

    [Fact]
    public async Task After_a_restart_new_agents_get_the_new_keys_and_living_ones_keep_theirs()
    {
        var place = new Place();
        Guid attempt;
        Guid project;
        var old = await RunningServer.StartAsync(place, Settings(place, "old"));
        using (var http = old.Http())
        {
            project = await http.AddProjectAsync(place.Repository);
            attempt = await http.RunAsync(project, "T", Ask, "CLAUDE_CODE");
            await http.RestAsync(attempt, 1);
            await old.KillAsync();
        }
        await using var server = await RunningServer.StartAsync(place, Settings(place, "new"));
        using var again = server.Http();
        // Into the agent that still lives.
        await again.FollowUpAsync(attempt, Ask);
        var all = await again.RestAsync(attempt, 2);
        await ShouldHaveAsync(server, all[0], "old");
        await ShouldHaveAsync(server, all[1], "old");
        place.SessionsIn(await again.WorktreeAsync(attempt)).Count.ShouldBe(1);
        // Another variant needs a process of its own.
        await again.FollowUpAsync(attempt, Ask + " RECALL=1", variant: "PLAN");
        all = await again.RestAsync(attempt, 3);
        await ShouldHaveAsync(server, all[2], "new");
        var other = await again.RunAsync(project, "T", Ask, "CLAUDE_CODE");
        await ShouldHaveAsync(server, (await again.RestAsync(other, 1))[0], "new");
        foreach (
            var session in Directory.EnumerateDirectories(Path.Combine(place.State, "sessions"))
        )
            (await File.ReadAllTextAsync(Path.Combine(session, "spec.json"))).ShouldNotContain(
                "-key",
                customMessage: "values may be secrets"
            );
    }

    private static (string, string)[] Settings(Place place, string age)
    {
        var claude = BadAgentsServer.PutClaude(place, $"bin-{age}");
        File.WriteAllText(
            claude,
            File.ReadAllText(claude).Replace("exec", $"export WHICH_CLAUDE={age}; exec")
        );
        var path = Environment.GetEnvironmentVariable("PATH");
        return
        [
            ("EXAMPLE_API_KEY", $"{age}-key"),
            ("FORGE_SECRET", "never-passed"),
            ("PATH", $"{place.At($"bin-{age}")}:{path}"),
        ];
    }

    private static async Task ShouldHaveAsync(
        RunningServer server,
        System.Text.Json.Nodes.JsonNode? process,
        string age
    )
    {
        var text = await server.ConversationAsync(process);
        text.ShouldContain($"EXAMPLE_API_KEY={age}-key");
        text.ShouldContain($"WHICH_CLAUDE={age}");
        text.ShouldContain("FORGE_SECRET=(unset)");
        text.ShouldContain("FORGE_HOME=(unset)");
    }
}
