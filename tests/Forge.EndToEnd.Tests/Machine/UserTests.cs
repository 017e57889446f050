using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>What a person who has just installed Forge does, and what went wrong when one did.</summary>
public sealed class UserTests
{
    [Fact]
    public async Task The_patch_makes_the_very_tree_also_of_binaries_links_and_modes()
    {
        await using var machine = await Machine.NewAsync();
        const string agent =
            "mkdir d; git mv work.txt d/moved.txt; printf 'a\\0b' > bin.dat; chmod +x run.sh; ln -s run.sh link; "
            + "printf 'no end' > 'ü \"q\".txt'; : > empty; echo ä > ' leading'";
        await File.WriteAllTextAsync(Path.Combine(machine.Repository, "run.sh"), "true\n");
        (await machine.RunAsync("git", "add", "-A")).Ok();
        (await machine.RunAsync("git", "commit", "-q", "-m", "script")).Ok();
        (await machine.ForgeAsync("run", "all kinds", "--command", agent, "--follow")).Ok();
        var patch = Path.Combine(machine.State, "all.patch");
        var diff = (await machine.ForgeAsync("diff", "all")).Ok();
        diff.Error.ShouldBeEmpty();
        await File.WriteAllTextAsync(patch, diff.Output);
        (await machine.RunAsync("git", "apply", "--index", patch)).Ok();
        var worktree = (await machine.ForgeAsync("open", "all")).Ok().Output.TrimEnd('\n');
        var ours = (await machine.RunAsync("git", "write-tree")).Ok().Output;
        var theirs = (await machine.RunAsync("git", "-C", worktree, "rev-parse", "HEAD^{tree}"))
            .Ok()
            .Output;
        ours.ShouldBe(theirs);
        (await machine.ForgeAsync("diff", "all", "--stat")).Ok().Output.ShouldContain("| binary");
    }

    [Fact]
    public async Task The_patch_of_work_in_progress_has_what_is_not_committed_yet()
    {
        await using var machine = await Machine.NewAsync();
        const string agent = "echo more >> work.txt; echo new > new.txt; echo written; sleep 60";
        (await machine.ForgeAsync("run", "busy", "--command", agent)).Ok();
        await Machine.UntilAsync(
            async () =>
                (await machine.ForgeAsync("view", "busy", "--raw")).Ok().Output == "written\n",
            "the agent has written"
        );
        var patch = (await machine.ForgeAsync("diff", "busy")).Ok().Output;
        patch.ShouldContain("+more\n");
        patch.ShouldContain("+++ b/new.txt\n");
        var view = (await machine.ForgeAsync("view", "busy")).Ok();
        view.Error.ShouldBe($"It is still at work: forge view {await IdAsync(machine)} --live\n");
        (await machine.ForgeAsync("stop", "busy")).Ok().Output.ShouldStartWith("Stopped ");
        await Machine.UntilAsync(
            async () => await StateAsync(machine) == "stopped",
            "the run stops"
        );
        (await machine.ForgeAsync("stop", "busy")).Ok().Output.ShouldContain("was not at work");
    }

    [Fact]
    public async Task A_merge_that_own_edits_forbid_says_so_and_no_rebase_is_advised()
    {
        await using var machine = await Machine.NewAsync();
        (
            await machine.ForgeAsync("run", "edit", "--command", "echo x >> work.txt", "--follow")
        ).Ok();
        await File.WriteAllTextAsync(Path.Combine(machine.Repository, "work.txt"), "mine\n");
        var refused = await machine.ForgeAsync("merge", "edit");
        refused.ExitCode.ShouldBe(5);
        refused.Error.ShouldContain("work.txt");
        refused.Error.ShouldContain("forge merge");
        refused.Error.ShouldNotContain("rebase");
        foreach (var step in new[] { "--abort", "--continue" })
        {
            var nothing = await machine.ForgeAsync("rebase", "edit", step);
            nothing.ExitCode.ShouldBe(5);
            nothing.Error.ShouldContain("No rebase of");
        }
    }

    [Fact]
    public async Task In_a_second_worktree_of_ones_own_its_branch_is_the_base()
    {
        await using var machine = await Machine.NewAsync();
        var second = machine.Repository + "-second";
        (await machine.RunAsync("git", "worktree", "add", "-q", second, "-b", "side")).Ok();
        var run = await machine.ForgeInAsync(second, "run", "x", "--command", "true", "--json");
        ((string?)run.Ok().Json["place"]!["target_branch"]).ShouldBe("side");
    }

    [Fact]
    public async Task Wrong_surroundings_are_told_in_one_line()
    {
        await using var machine = await Machine.NewAsync();
        var words = await machine.ForgeAsync("run", "make", "the", "thing");
        words.ExitCode.ShouldBe(2);
        words.Error.ShouldContain("Put the prompt in quotes");
        var home = await machine.ForgeWithAsync("FORGE_HOME", "/dev/null/x", "list");
        home.ExitCode.ShouldBe(1);
        home.Error.ShouldStartWith("forge: The state directory /dev/null/x cannot be made");
        home.Error.Split('\n').Length.ShouldBe(2);
        var doctor = await machine.ForgeWithAsync("FORGE_HOME", "/dev/null/x", "doctor");
        doctor.ExitCode.ShouldBe(1);
        doctor.Output.ShouldContain("missing  server");
        (await machine.ForgeAsync("list")).Ok();
        var address = new Uri(machine.Server()["url"]!.GetValue<string>());
        var token = await machine.ForgeWithAsync("FORGE_TOKEN", "wrong", "list");
        token.ExitCode.ShouldBe(1);
        token.Error.ShouldContain("set FORGE_TOKEN");
        var elsewhere = Path.Combine(machine.State, "second");
        var port = await machine.ForgeWithAsync(
            [("FORGE_HOME", elsewhere), ("PORT", address.Port.ToString())],
            "list"
        );
        port.ExitCode.ShouldBe(3);
        port.Error.ShouldContain("address already in use");
        port.Error.Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_repository_of_any_name_that_was_moved_is_found_again_when_it_is_told()
    {
        await using var machine = await Machine.NewAsync();
        var home = Path.GetDirectoryName(machine.Repository)!;
        var first = Path.Combine(home, "a b'c\"d\n$(x) é");
        (await machine.RunAsync("cp", "-r", machine.Repository, first)).Ok();
        const string add = "echo line >> work.txt";
        (await machine.ForgeInAsync(first, "run", "one", "--command", add, "--follow")).Ok();
        var moved = Path.Combine(home, "moved");
        Directory.Move(first, moved);
        var lost = await machine.ForgeAsync("merge", "one");
        lost.ExitCode.ShouldNotBe(0);
        lost.Error.ShouldContain("forge init --moved PROJECT");
        var told = await machine.ForgeInAsync(moved, "init", "--moved", Path.GetFileName(first));
        told.Ok().Output.ShouldContain($"is at {moved} now");
        (await machine.ForgeAsync("resume", "one", "go on", "--follow")).Ok();
        (await machine.ForgeAsync("merge", "one")).Ok();
        (await File.ReadAllTextAsync(Path.Combine(moved, "work.txt"))).ShouldBe(
            "start\nline\nline\n"
        );
    }

    [Fact]
    public async Task Where_no_work_can_begin_the_command_says_what_to_do()
    {
        await using var machine = await Machine.NewAsync();
        var plain = Directory.CreateDirectory(Path.Combine(machine.State, "..", "plain")).FullName;
        var run = await machine.ForgeInAsync(plain, "run", "x", "--command", "true");
        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain("git init");
        (await machine.RunAsync("git", "init", "-q", plain)).Ok();
        run = await machine.ForgeInAsync(plain, "run", "x", "--command", "true");
        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain("git commit");
        (await machine.RunAsync("git", "checkout", "-q", "--detach")).Ok();
        run = await machine.ForgeAsync("run", "x", "--command", "true");
        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain("name the branch to start from");
        (
            await machine.ForgeAsync("run", "x", "--base", "main", "--command", "true", "--follow")
        ).Ok();
    }

    [Fact]
    public async Task Tab_offers_the_names_of_open_runs_and_starts_no_server()
    {
        await using var machine = await Machine.NewAsync();
        (await machine.ForgeAsync("[suggest:5]", "view ")).Output.ShouldNotContain("fix");
        File.Exists(Path.Combine(machine.State, "server.json")).ShouldBeFalse();
        (await machine.ForgeAsync("run", "Fix the login", "--command", "true", "--follow")).Ok();
        var offered = (await machine.ForgeAsync("[suggest:5]", "view ")).Ok().Output.Split('\n');
        offered.ShouldContain("fix-the-login");
        offered.ShouldContain(await IdAsync(machine));
    }

    [Fact]
    public async Task Serve_becomes_the_server_and_ends_with_Ctrl_C()
    {
        await using var machine = await Machine.NewAsync();
        using var serve = machine.StartForge("serve");
        await Machine.UntilAsync(
            () => Task.FromResult(File.Exists(Path.Combine(machine.State, "server.json"))),
            "the server writes its address"
        );
        machine.ServerPid().ShouldBe(serve.Id);
        (await machine.ForgeAsync("list")).Ok();
        (await machine.ForgeAsync("serve")).Error.ShouldContain("A server runs already");
        (await machine.RunAsync("kill", "-INT", serve.Id.ToString())).Ok();
        (await Machine.EndAsync(serve)).ExitCode.ShouldBe(0);
    }

    private static async Task<string> IdAsync(Machine machine) =>
        (await ListedAsync(machine))["id"]!.GetValue<string>()[..8];

    private static async Task<string> StateAsync(Machine machine) =>
        (await ListedAsync(machine))["state"]!.GetValue<string>();

    private static async Task<JsonNode> ListedAsync(Machine machine) =>
        (await machine.ForgeAsync("list", "--json")).Ok().Json.AsArray()[0]!;
}
