using System.Globalization;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Platform;

public sealed class ProcessTableTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    public void Dispose() => _ground.Dispose();

    [Fact]
    public void An_identity_survives_the_way_through_its_file()
    {
        var self = ProcessTable.Identify(Environment.ProcessId)!;
        ProcessIdentity.Parse($"{self}\n").ShouldBe(self);
        ProcessTable.IsAlive(self).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12 34 boot")]
    [InlineData("12 34\n")]
    [InlineData("x 34 boot\n")]
    [InlineData("-12 34 boot\n")]
    [InlineData("12 34 \n")]
    [InlineData("12 34 boot 56\n")]
    public void A_torn_or_foreign_line_is_no_identity(string text) =>
        ProcessIdentity.Parse(text).ShouldBeNull();

    [Fact]
    public void A_pid_used_again_and_another_boot_are_dead()
    {
        var self = ProcessTable.Identify(Environment.ProcessId)!;
        ProcessTable.IsAlive(self with { StartTime = self.StartTime + 1 }).ShouldBeFalse();
        ProcessTable.IsAlive(self with { BootId = "another" }).ShouldBeFalse();
        ProcessTable.IsAlive(self with { Pid = int.MaxValue }).ShouldBeFalse();
        ProcessTable.Identify(int.MaxValue).ShouldBeNull();
    }

    [Fact]
    public async Task A_zombie_is_dead()
    {
        // The shell becomes a sleep that never asks for its child.
        var d = await _ground.StartAsync("sh -c 'echo $$' & exec sleep 300");
        var pid = await NumberAsync(d);
        await SessionsWait.UntilAsync(() => ProcessTable.Read(pid) is { State: 'Z' });
        ProcessTable.IsAlive(ProcessTable.Identify(pid)!).ShouldBeFalse();
        ProcessTable.Descendants(d.ReadAgent()!.Pid).ShouldNotContain(pid);
    }

    [Fact]
    public async Task A_program_with_brackets_and_spaces_in_its_name_is_read_right()
    {
        var odd = Path.Combine(_ground.Cwd, "a) S 1 (b");
        File.Copy("/bin/sleep", odd);
        var d = _ground.Prepare([odd, "300"]);
        await _ground.Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        var agent = await _ground.AgentAsync(d);
        await SessionsWait.UntilAsync(() =>
            ProcessTable.WithArguments(odd, "300").Contains(agent.Pid)
        );
        var entry = ProcessTable.Read(agent.Pid).ShouldNotBeNull();
        (entry.Parent, entry.Group, entry.Session, entry.StartTime).ShouldBe(
            (d.ReadWrapper()!.Pid, agent.Pid, agent.Pid, agent.StartTime)
        );
    }

    [Fact]
    public async Task Descendants_are_found_through_sessions_of_their_own()
    {
        var d = await _ground.StartAsync(
            "setsid sh -c 'sh -c \"echo \\$\\$; exec sleep 300\" & wait' & wait"
        );
        var grandchild = await NumberAsync(d);
        var found = ProcessTable.Descendants(d.ReadAgent()!.Pid);
        found.ShouldContain(grandchild);
        found.ShouldNotContain(d.ReadAgent()!.Pid);
        ProcessTable.Descendants(d.ReadWrapper()!.Pid).ShouldContain(grandchild);
    }

    [Fact]
    public async Task A_mark_is_matched_whole()
    {
        var d = await _ground.StartAsync(
            "XFORGE_SESSION=only-a-part sleep 300 & FORGE_SESSION=mark-2 exec sleep 300"
        );
        await SessionsWait.UntilAsync(() =>
            ProcessTable.WithMark("mark-2").Contains(d.ReadAgent()?.Pid ?? 0)
        );
        ProcessTable.WithMark("mark-").ShouldBeEmpty();
        ProcessTable.WithMark("mark-22").ShouldBeEmpty();
        ProcessTable.WithMark("only-a-part").ShouldBeEmpty();
        ProcessTable.WithMark(d.Mark).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_mark_is_found_behind_100_KB_of_environment()
    {
        _ground.Environment["A_BIG_ONE"] = new string('x', 100_000);
        _ground.Environment["A_BIG_TWO"] = new string('x', 100_000);
        var d = await _ground.StartAsync("echo up; exec sleep 300");
        await SessionsGround.OutHasAsync(d, "up");
        ProcessTable.WithMark(d.Mark).ShouldBe([d.ReadAgent()!.Pid]);
    }

    [Fact]
    public async Task A_working_directory_is_matched_by_whole_names_and_also_when_removed()
    {
        foreach (var name in new[] { "tree/deep", "tree-2" })
            Directory.CreateDirectory(Path.Combine(_ground.Cwd, name));
        var d = await _ground.StartAsync(
            "(cd tree/deep && exec sleep 300) & (cd tree && exec sleep 300) & (cd tree-2 && exec sleep 300) & echo up; exec sleep 300"
        );
        var tree = Path.Combine(_ground.Cwd, "tree");
        await SessionsWait.UntilAsync(() => ProcessTable.WithCwdInside(tree).Count == 2);
        ProcessTable.WithCwdInside(tree + "/").Count.ShouldBe(2);
        await SessionsWait.UntilAsync(() => ProcessTable.WithCwdInside(_ground.Cwd).Count == 4);
        Directory.Delete(tree, recursive: true);
        ProcessTable.WithCwdInside(tree).Count.ShouldBe(2);
        d.ShouldNotBeNull();
    }

    [Fact]
    public void A_signal_to_nobody_is_false_and_to_everybody_is_refused()
    {
        ProcessTable.Signal(int.MaxValue, 0).ShouldBeFalse();
        ProcessTable.Signal(Environment.ProcessId, 0).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => ProcessTable.Signal(0, Signals.Kill));
        Should.Throw<ArgumentOutOfRangeException>(() => ProcessTable.Signal(-1, Signals.Kill));
    }

    private static async Task<int> NumberAsync(SessionDirectory d)
    {
        await SessionsGround.OutHasAsync(d, "\n");
        return int.Parse(SessionsGround.Out(d).Split('\n')[0], CultureInfo.InvariantCulture);
    }
}
