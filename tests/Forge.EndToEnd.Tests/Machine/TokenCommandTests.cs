namespace Forge.EndToEnd.Tests.Machine;

/// <summary>Tokens by the real commands, and what an agent's own command line may do with its.</summary>
public sealed class TokenCommandTests
{
    [Fact]
    public async Task A_token_is_made_used_seen_and_taken_back()
    {
        await using var machine = await Machine.NewAsync();
        var made = (await machine.ForgeAsync("token", "create", "ci", "--role", "viewer")).Ok();
        var secret = made.Output.TrimEnd('\n');
        secret.ShouldStartWith("forge_v_", customMessage: "nothing else is printed");
        made.Error.ShouldContain("shown once");
        var url = machine.Server()["url"]!.GetValue<string>();
        (string, string)[] viewer = [("FORGE_URL", url), ("FORGE_TOKEN", secret)];
        (await machine.ForgeWithAsync(viewer, "list", "--json")).Ok().Output.ShouldBe("[]\n");
        var refused = await machine.ForgeWithAsync(viewer, "init");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("a viewer's");
        (await machine.ForgeWithAsync(viewer, "token", "list")).ExitCode.ShouldBe(1);
        var list = (await machine.ForgeAsync("token", "list")).Ok().Output;
        list.ShouldContain("ci");
        list.ShouldNotContain(secret);
        var json = (await machine.ForgeAsync("token", "list", "--json")).Ok().Json.AsArray();
        json.Single()!["role"]!.GetValue<string>().ShouldBe("viewer");
        (await machine.ForgeAsync("token", "revoke", "ci")).Ok().Output.ShouldContain("Revoked");
        var gone = await machine.ForgeWithAsync(viewer, "list");
        gone.ExitCode.ShouldBe(1);
        gone.Error.ShouldContain("FORGE_TOKEN");
        gone.Error.ShouldContain("revoked");
        gone.Error.ShouldNotContain("state directory", customMessage: "not led to the operator's");
        (await machine.ForgeAsync("token", "revoke", "ci")).ExitCode.ShouldBe(4);
        (await machine.ForgeAsync("token", "list", "--all")).Ok().Output.ShouldContain("revoked");
    }

    [Fact]
    public async Task A_token_that_cannot_be_is_refused_with_what_to_type()
    {
        await using var machine = await Machine.NewAsync();
        var no = await machine.ForgeAsync("token", "create", "x");
        (no.ExitCode, no.Error.Contains("--role")).ShouldBe((2, true));
        (await machine.ForgeAsync("token", "create", "x", "--role", "king")).ExitCode.ShouldBe(2);
        var agent = await machine.ForgeAsync("token", "create", "x", "--role", "agent");
        (agent.ExitCode, agent.Error.Contains("--attempt")).ShouldBe((2, true));
        var when = await machine.ForgeAsync(
            "token",
            "create",
            "x",
            "--role",
            "viewer",
            "--expires",
            "soon"
        );
        (when.ExitCode, when.Error.Contains("30d")).ShouldBe((2, true));
        var made = (
            await machine.ForgeAsync(
                "token",
                "create",
                "x",
                "--role",
                "operator",
                "--expires",
                "30d",
                "--json"
            )
        ).Ok();
        made.Json["token"]!["expires_at"].ShouldNotBeNull();
        (await machine.ForgeAsync("token", "create", "x", "--role", "viewer")).ExitCode.ShouldBe(5);
        var empty = await machine.ForgeWithAsync("FORGE_TOKEN", "", "list");
        (empty.ExitCode, empty.Error.Contains("empty")).ShouldBe((2, true));
    }

    [Fact]
    public async Task An_agents_own_command_line_sees_its_run_and_can_merge_nothing()
    {
        await using var machine = await Machine.NewAsync();
        (await machine.ForgeAsync("run", "other", "--command", "true", "--follow")).Ok();
        // The agent is the real command line, started by the real server with what it gives to agents.
        var forge = $"dotnet '{Machine.Built("Forge.Cli")}'";
        var script =
            $"{forge} view $FORGE_ATTEMPT_ID --raw; for c in 'merge '$FORGE_ATTEMPT_ID 'view other' list 'token list' doctor stop-server; do {forge} $c; echo \"$c: $?\"; done";
        var run = await machine.ForgeAsync("run", "own", "--command", script, "--follow");
        run.Ok();
        var said = run.Output + run.Error;
        var id = (await machine.ForgeAsync("list", "--json"))
            .Ok()
            .Json.AsArray()
            .Single(r => r!["title"]!.GetValue<string>() == "own")!["id"]!.GetValue<string>();
        said.ShouldContain($"merge {id}: 1");
        said.ShouldContain("an agent's", customMessage: "why it was refused");
        said.ShouldContain("view other: 4");
        said.ShouldContain("list: 1");
        said.ShouldContain("token list: 1");
        said.ShouldContain("stop-server: 2");
        said.ShouldContain("may not ask for more");
        (await machine.ForgeAsync("list", "--json")).Ok();
        var states = (await machine.ForgeAsync("token", "list", "--json")).Ok().Json.AsArray();
        states.ShouldBeEmpty("its token went with its session");
    }
}
