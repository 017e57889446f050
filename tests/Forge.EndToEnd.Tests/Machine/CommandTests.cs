using System.Text.Json.Nodes;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>The whole way of a task by the real commands: nothing here is faked but the agent, which is a script.</summary>
public sealed class CommandTests
{
    private const string AddLine = "read -r p; echo \"asked: $p\"; echo \"$p\" >>work.txt";

    [Fact]
    public async Task A_prompt_becomes_a_merged_commit()
    {
        await using var machine = await Machine.NewAsync();
        // The server is started by this very command, whose pipes must end nevertheless.
        var run = (
            await machine.ForgeAsync("run", "first line", "--command", AddLine, "--follow")
        ).Ok();
        run.Output.ShouldContain("asked: first line");
        (await machine.ForgeAsync("view", "first-line"))
            .Ok()
            .Output.ShouldContain("asked: first line");
        (await machine.ForgeAsync("view", "first", "--raw"))
            .Ok()
            .Output.ShouldBe("asked: first line\n");
        var worktree = (await machine.ForgeAsync("open", "first")).Ok().Output.TrimEnd('\n');
        (await File.ReadAllTextAsync(Path.Combine(worktree, "work.txt"))).ShouldBe(
            "start\nfirst line\n"
        );
        (await File.ReadAllTextAsync(Path.Combine(machine.Repository, "work.txt"))).ShouldBe(
            "start\n"
        );
        (await machine.ForgeAsync("resume", "first", "second line", "--follow")).Ok();
        (await machine.ForgeAsync("merge", "first"))
            .Ok()
            .Output.ShouldStartWith("Merged 'first line' into main as ");
        (await File.ReadAllTextAsync(Path.Combine(machine.Repository, "work.txt"))).ShouldBe(
            "start\nfirst line\nsecond line\n"
        );
        var list = (await machine.ForgeAsync("list", "--all", "--json")).Ok().Json.AsArray();
        list.Single()!["state"]!.GetValue<string>().ShouldBe("merged");
    }

    [Fact]
    public async Task A_diff_in_a_pipe_is_a_patch()
    {
        await using var machine = await Machine.NewAsync();
        const string script =
            "printf 'no newline' >new.txt; sed -i s/start/begin/ work.txt; mkdir -p a/b; echo x >'a/b/ä b.sh'";
        (await machine.ForgeAsync("run", "change", "--command", script, "--follow")).Ok();
        var patch = Path.Combine(machine.Repository, ".git", "p.patch");
        await File.WriteAllTextAsync(
            patch,
            (await machine.ForgeAsync("diff", "change")).Ok().Output
        );
        (await machine.RunAsync("git", "apply", patch)).Ok();
        (await machine.RunAsync("git", "add", "-A")).Ok();
        var worktree = (await machine.ForgeAsync("open", "change")).Ok().Output.TrimEnd('\n');
        var ours = (await machine.RunAsync("git", "write-tree")).Ok().Output;
        var theirs = (await machine.RunAsync("git", "-C", worktree, "rev-parse", "HEAD^{tree}"))
            .Ok()
            .Output;
        ours.ShouldBe(theirs);
        (await machine.ForgeAsync("diff", "change", "--stat"))
            .Ok()
            .Output.ShouldContain("3 files changed, 3 insertions(+), 1 deletion(-)");
    }

    [Fact]
    public async Task Failures_have_their_codes_and_one_clear_text()
    {
        await using var machine = await Machine.NewAsync();
        (await machine.ForgeAsync("run", "same a", "--command", AddLine, "--follow")).Ok();
        (await machine.ForgeAsync("run", "same b", "--command", AddLine, "--follow")).Ok();
        var unknown = await machine.ForgeAsync("view", "nothing");
        (unknown.ExitCode, unknown.Error).ShouldBe(
            (4, "forge: Nothing is called 'nothing'; forge list --all shows every run\n")
        );
        var several = await machine.ForgeAsync("view", "same");
        several.ExitCode.ShouldBe(2);
        several.Error.ShouldContain("same a");
        several.Error.ShouldContain("same b");
        (await machine.ForgeAsync("merge", "same a")).Ok();
        var conflict = await machine.ForgeAsync("merge", "same b");
        conflict.ExitCode.ShouldBe(5);
        conflict.Error.ShouldContain("work.txt");
        conflict.Error.ShouldContain("forge rebase");
        (
            await machine.ForgeAsync("run", "fails", "--command", "exit 3", "--follow")
        ).ExitCode.ShouldBe(1);
        (await machine.ForgeAsync("run")).ExitCode.ShouldBe(2);
        (
            await machine.ForgeAsync("run", "x", "--base", "nope", "--command", "true")
        ).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Two_commands_at_once_start_one_server()
    {
        await using var machine = await Machine.NewAsync();
        var said = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => machine.ForgeAsync("list", "--json"))
        );
        said.ShouldAllBe(one => one.ExitCode == 0 && one.Output == "[]\n");
        var log = await File.ReadAllTextAsync(Path.Combine(machine.State, "server.log"));
        log.Split("Forge listens on").Length.ShouldBe(2, log);
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_work_running()
    {
        await using var machine = await Machine.NewAsync();
        (await machine.ForgeAsync("run", "long", "--command", "echo up; sleep 60")).Ok();
        using var view = machine.StartForge("view", "long", "--live");
        // The view is there once it shows what the agent said; that line stays open, for it may grow.
        var shown = "";
        while (!shown.EndsWith("up"))
            shown += (char)view.StandardOutput.Read();
        (await machine.RunAsync("kill", "-INT", view.Id.ToString())).Ok();
        var said = await Machine.EndAsync(view);
        said.ExitCode.ShouldBe(130);
        said.Error.ShouldContain("The work goes on");
        State(await machine.ForgeAsync("list", "--json")).ShouldBe("running");
        (await machine.ForgeAsync("stop", "long")).Ok();
        await Machine.UntilAsync(
            async () => State(await machine.ForgeAsync("list", "--json")) == "stopped",
            "the run stops"
        );
    }

    [Fact]
    public async Task A_view_outlives_its_server_and_misses_no_line()
    {
        await using var machine = await Machine.NewAsync();
        const string count = "for i in $(seq 1 30); do echo \"line $i\"; sleep 0.1; done";
        (await machine.ForgeAsync("run", "count", "--command", count)).Ok();
        using var view = machine.StartForge("view", "count", "--live");
        while (await view.StandardOutput.ReadLineAsync() is { } line && line != "line 1") { }
        (await machine.RunAsync("kill", "-9", machine.ServerPid().ToString())).Ok();
        var said = (await Machine.EndAsync(view)).Ok();
        said.Error.ShouldContain("the server went away");
        var lines = said.Output.Split('\n').Where(line => line.StartsWith("line "));
        lines.ShouldBe(Enumerable.Range(2, 29).Select(n => $"line {n}"));
    }

    private static string State(Said list) =>
        ((JsonArray)list.Ok().Json)[0]!["state"]!.GetValue<string>();
}
