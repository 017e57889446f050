using System.Net;
using System.Net.Sockets;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.Support.Wire;

namespace Forge.Server.Tests.Crash;

/// <summary>The server as a process among others: one a state directory, and its end is nobody else's.</summary>
public sealed class ServerAnomalies
{
    [Fact]
    public async Task A_second_server_on_one_state_directory_says_so_and_leaves()
    {
        await using var ground = await CrashGround.StartAsync();
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            RunningServer.StartAsync(ground.Place)
        );
        refused.Message.ShouldStartWith("The server ended with 3:");
        var pid = Runs.ServerPid(ground.Place);
        refused.Message.ShouldContain(
            $"Another Forge server uses {ground.Place.State}: process {pid} at {ground.Server.Url}."
        );
        refused.Message.ShouldContain("forge stop-server");
        refused.Message.ShouldContain("set FORGE_HOME to another directory");
        (await ground.Http.ReadAsync("/api/projects")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_server_that_is_asked_to_end_leaves_its_agents_running_and_finds_them_again()
    {
        await using var ground = await CrashGround.StartAsync();
        var gate = ground.Place.At("gate");
        var attempt = await ground.ShellAsync(
            $"echo begun; while [ ! -e '{gate}' ]; do sleep 0.02; done; echo last"
        );
        var session = await ground.SessionAsync(attempt, lines: 1);
        await ground.Server.StopAsync();
        File.Exists(Path.Combine(ground.Place.State, "server.json")).ShouldBeFalse();
        CrashGround.Lives(session, "pid").ShouldBeTrue();
        CrashGround.Lives(session, "wrapper").ShouldBeTrue();
        await ground.ComeBackAsync();
        await File.WriteAllTextAsync(gate, "");
        var process = await ground.EndAsync(attempt);
        Status(process).ShouldBe("completed");
        (await RawReplay.ReadAsync(ground.Server, process["id"]!)).Out.ShouldBe("begun\nlast\n");
    }

    [Fact]
    public async Task A_database_of_a_newer_Forge_is_refused_with_a_text()
    {
        await using var ground = await CrashGround.StartAsync();
        await ground.Server.KillAsync();
        ground.Execute("UPDATE schema_version SET version = 9999");
        var refused = await Should.ThrowAsync<InvalidOperationException>(ground.Server.StartAsync);
        refused.Message.ShouldStartWith("The server ended with 3:");
        refused.Message.ShouldContain("it was written by a newer Forge");
        refused.Message.Contains("   at ").ShouldBeFalse(refused.Message);
        ground.Query<int>("SELECT version FROM schema_version").ShouldBe([9999]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var place = new Place();
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            RunningServer.StartAsync(place, ("PORT", $"{port}"))
        );
        refused.Message.ShouldStartWith("The server ended with 3:");
        refused.Message.ShouldContain($"{port}");
        refused.Message.ShouldContain("Set PORT to another port.");
    }
}
