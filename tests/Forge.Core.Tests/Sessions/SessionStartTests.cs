#pragma warning disable CA1416 // Forge runs on Unix.
using System.Text;
using Forge.Core.Domain.Processes;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

public sealed class SessionStartTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    private SessionHost Host => _ground.Host;

    public void Dispose() => _ground.Dispose();

    [Fact]
    public async Task An_agent_runs_in_its_directory_and_its_exit_is_recorded()
    {
        var d = await _ground.StartAsync("pwd; echo oops >&2; exit 7");
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(7);
        SessionsGround.Out(d).ShouldBe(_ground.Cwd + "\n");
        SessionsGround.Err(d).ShouldBe("oops\n");
    }

    [Fact]
    public void Everything_is_there_before_the_start_and_private()
    {
        var d = _ground.Prepare(["true"], InputMode.Once, "hello"u8.ToArray());
        File.GetUnixFileMode(d.Path)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in new[] { d.SpecFile, d.InLog, d.OutLog, d.ErrLog })
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(d.InLog).ShouldBe("hello");
        Host.Look(d).ShouldBeOfType<SessionState.NotStarted>();
        var spec = d.ReadSpec();
        spec.Command.ShouldBe(["true"]);
        spec.Mode.ShouldBe(InputMode.Once);
        spec.Stop.ShouldBe(SessionsGround.Quick);
        spec.LogCap.ShouldBe(SessionSpec.DefaultLogCap);
    }

    [Fact]
    public void An_id_is_prepared_once_and_a_crash_in_the_middle_leaves_no_session()
    {
        var d = _ground.Prepare(["true"]);
        Should.Throw<IOException>(() => Host.Prepare(d.Id, d.ReadSpec(), []));
        var torn = Path.Combine(_ground.SessionsRoot, $".new-{Guid.NewGuid():D}");
        Directory.CreateDirectory(torn);
        Host.All().ShouldBe([d]);
        Host.Find(d.Id).ShouldBe(d);
        Host.Find(Guid.NewGuid()).ShouldBeNull();
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] odd = ["a b", "$HOME", "'\"\\", "", "*", "line\nbreak", "-n", "ü€"];
        var d = _ground.Prepare(["printf", "[%s]", .. odd]);
        await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe(string.Concat(odd.Select(word => $"[{word}]")));
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("bash")]
    public async Task The_wrapper_runs_in_every_shell_that_may_be_called_sh(string shell)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_ground.Root, "tools")).FullName;
        File.CreateSymbolicLink(Path.Combine(tools, "sh"), Programs.Find(shell).ShouldNotBeNull());
        _ground.Environment["PATH"] = $"{tools}:{_ground.Environment["PATH"]}";
        var d = await _ground.StartAsync("cat; kill -TERM $$", InputMode.Follow, "one\n");
        await SessionsGround.OutHasAsync(d, "one\n");
        new FileInfo($"/proc/{d.ReadWrapper()!.Pid}/exe").LinkTarget.ShouldEndWith(shell);
        ProcessTable.IsAlive(d.ReadWrapper()!).ShouldBeTrue();
        ProcessTable.Signal(-d.ReadWrapper()!.Pid, Signals.Interrupt);
        Host.Send(d, 4, "two\n"u8);
        Host.EndInput(d);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(143);
        SessionsGround.Out(d).ShouldBe("one\ntwo\n");
        await SessionsWait.UntilAsync(() => SessionsGround.Recorders(d).Count == 0);
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_pipeline()
    {
        // .NET leaves SIGPIPE ignored in its children: without the reset, yes would complain and the shell would see no signal.
        var d = await _ground.StartAsync("(yes; echo \"yes ended with $?\" >&2) | head -n 1");
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe("y\n");
        await SessionsWait.UntilAsync(() => SessionsGround.Err(d).Length > 0);
        SessionsGround.Err(d).ShouldBe("yes ended with 141\n");
    }

    [Fact]
    public async Task An_agent_of_a_server_that_ignores_interrupts_can_be_interrupted()
    {
        var d = _ground.Prepare(["sh", "-c", "echo up; exec sleep 300"]);
        using var server = SessionsServer.Start(d, "trap '' INT QUIT HUP TERM; \"$@\" & wait");
        await SessionsGround.OutHasAsync(d, "up");
        var stopped = await Host.StopAsync(d, CancellationToken.None).InTimeAsync();
        stopped.ShouldBe(new StopOutcome(StopStep.Interrupt, 0));
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(130);
    }

    [Fact]
    public async Task Once_gives_what_is_there_and_then_the_end_of_input()
    {
        var prompt = new string('p', 300 * 1024) + "\nend";
        var d = await _ground.StartAsync("cat", InputMode.Once, prompt);
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe(prompt);
    }

    [Fact]
    public async Task None_gives_nothing()
    {
        var d = await _ground.StartAsync("cat; echo done", InputMode.None, "not for you");
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        SessionsGround.Out(d).ShouldBe("done\n");
    }

    [Fact]
    public async Task A_prompt_of_300_KB_does_not_fit_into_a_variable_and_that_is_said()
    {
        _ground.Environment["FORGE_PROMPT"] = new string('p', 300 * 1024);
        var d = _ground.Prepare(["true"]);
        var outcome = await Host.StartAsync(d, _ground.Environment, CancellationToken.None)
            .InTimeAsync();
        outcome
            .ShouldBeOfType<StartOutcome.Failed>()
            .Reason.ShouldContain("Argument list too long");
        Host.Look(d).ShouldBeOfType<SessionState.NotStarted>();
        Host.Abandon(d).ShouldBeTrue();
    }

    [Fact]
    public async Task Variables_with_odd_names_are_left_out_and_named()
    {
        _ground.Environment["A.B"] = "1";
        _ground.Environment["9X"] = "2";
        _ground.Environment["GOOD_1"] = "3 with space\nand line";
        var d = _ground.Prepare(["env"]);
        var outcome = await Host.StartAsync(d, _ground.Environment, CancellationToken.None)
            .InTimeAsync();
        outcome
            .ShouldBeOfType<StartOutcome.Started>()
            .NotPassed.ShouldBe(["A.B", "9X"], ignoreOrder: true);
        await _ground.EndAsync(d);
        SessionsGround.Out(d).ShouldContain("GOOD_1=3 with space\nand line\n");
        SessionsGround.Out(d).ShouldNotContain("A.B");
    }

    [Fact]
    public async Task The_agent_gets_its_environment_the_mark_and_no_build_daemons()
    {
        _ground.Environment["FORGE_SESSION"] = "of-another-server";
        _ground.Environment["UseSharedCompilation"] = "true";
        var d = await _ground.StartAsync("env; sleep 300");
        await SessionsGround.OutHasAsync(d, "GRADLE_OPTS=-Dorg.gradle.daemon=false\n");
        var lines = SessionsGround.Out(d).Split('\n');
        lines.ShouldContain($"FORGE_SESSION={d.Mark}");
        lines.ShouldContain("MSBUILDDISABLENODEREUSE=1");
        lines.ShouldContain("DOTNET_CLI_USE_MSBUILD_SERVER=0");
        lines.ShouldContain("UseSharedCompilation=true");
        ProcessTable.WithMark("of-another-server").ShouldBeEmpty();
        var marked = ProcessTable.WithMark(d.Mark);
        marked.ShouldContain(d.ReadAgent()!.Pid);
        marked.ShouldNotContain(d.ReadWrapper()!.Pid);
    }

    [Fact]
    public async Task A_command_that_is_not_there_ends_with_127_and_says_so()
    {
        var d = _ground.Prepare(["no-such-program-anywhere"]);
        await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        var ended = await _ground.EndAsync(d);
        ended.ExitCode.ShouldBe(127);
        ended.Text.ShouldBe("127 (command not found?)");
        SessionsGround.Err(d).ShouldContain("no-such-program-anywhere");
    }

    [Fact]
    public async Task A_working_directory_that_is_gone_is_said()
    {
        var d = _ground.Prepare(["true"], cwd: Path.Combine(_ground.Root, "gone"));
        await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        (await _ground.EndAsync(d)).ExitCode.ShouldNotBe(0);
        SessionsGround.Err(d).ShouldContain("gone");
    }

    [Fact]
    public async Task A_search_path_without_the_tools_is_a_failed_start_with_its_reason()
    {
        _ground.Environment["PATH"] = "/nonexistent";
        var d = _ground.Prepare(["true"]);
        var outcome = await Host.StartAsync(d, _ground.Environment, CancellationToken.None)
            .InTimeAsync();
        outcome.ShouldBeOfType<StartOutcome.Failed>().Reason.ShouldContain("setsid");
    }

    [Fact]
    public async Task A_start_and_recovery_race_for_the_claim_and_one_wins()
    {
        var won = new List<bool>();
        for (var round = 0; round < 24; round++)
        {
            var d = _ground.Prepare(["echo", "ran"]);
            var start = Host.StartAsync(d, _ground.Environment, CancellationToken.None);
            if (round % 4 > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(round % 4 * 2), TimeProvider.System);
            var abandoned = _ground.NewHost().Abandon(d);
            var outcome = await start.InTimeAsync();
            won.Add(abandoned);
            if (abandoned)
            {
                outcome.ShouldBeOfType<StartOutcome.ClaimLost>();
                Host.Look(d)
                    .ShouldBeOfType<SessionState.Abandoned>()
                    .Text.ShouldBe("never started");
                File.Exists(d.Wrapper).ShouldBeFalse();
                SessionsGround.Out(d).ShouldBeEmpty();
            }
            else
            {
                outcome.ShouldBeOfType<StartOutcome.Started>();
                (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
                SessionsGround.Out(d).ShouldBe("ran\n");
            }
        }
        won.ShouldContain(true);
    }

    [Fact]
    public async Task A_second_start_does_nothing()
    {
        var d = await _ground.StartAsync("echo once; sleep 300");
        await SessionsGround.OutHasAsync(d, "once\n");
        var outcome = await Host.StartAsync(d, _ground.Environment, CancellationToken.None)
            .InTimeAsync();
        outcome.ShouldBeOfType<StartOutcome.ClaimLost>();
        // Also when the claim is made after the look: the wrapper itself finds it.
        using var server = SessionsServer.Start(d, "\"$@\"; echo \"ended with $?\"");
        (await server.ReadLineAsync()).ShouldBe("ended with 125");
        SessionsGround.Out(d).ShouldBe("once\n");
        Host.Abandon(d).ShouldBeFalse();
    }

    [Fact]
    public async Task The_agent_inherits_no_descriptor_of_the_server()
    {
        var d = _ground.Prepare(["sh", "-c", "ls -l /proc/self/fd; echo listed"]);
        var open = Path.Combine(_ground.Root, "lock");
        using var server = SessionsServer.Start(d, $"exec 3>'{open}' 8>'{open}'; \"$@\" & wait");
        await SessionsGround.OutHasAsync(d, "listed");
        SessionsGround.Out(d).ShouldNotContain(open);
    }

    [Fact]
    public async Task Both_outputs_are_opened_for_appending()
    {
        // .NET's FileMode.Append only seeks once: two writers would lose lines. The shell's >> is the real thing.
        var d = await _ground.StartAsync(
            """
            grep flags /proc/$$/fdinfo/1 /proc/$$/fdinfo/2
            for w in 1 2 3 4; do
              ( i=0; while [ $i -lt 300 ]; do echo "$w $i"; sh -c 'echo >&2 x' >/dev/null & i=$((i+1)); done; wait ) &
            done
            wait; : >>/dev/null
            """
        );
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        var lines = SessionsGround.Out(d).TrimEnd('\n').Split('\n');
        foreach (var flags in lines.Take(2))
            (Convert.ToInt32(flags.Split('\t', ' ')[^1], 8) & 0x400).ShouldBe(0x400, flags);
        lines
            .Skip(2)
            .Order()
            .ShouldBe(
                Enumerable
                    .Range(1, 4)
                    .SelectMany(w => Enumerable.Range(0, 300).Select(i => $"{w} {i}"))
                    .Order()
            );
        SessionsGround.Err(d).ShouldBe(string.Concat(Enumerable.Repeat("x\n", 1200)));
    }

    [Fact]
    public async Task A_start_leaves_no_zombie_behind()
    {
        var d = await _ground.StartAsync("cat", InputMode.Follow);
        var wrapper = d.ReadWrapper()!;
        // The start is long over and forgotten when the wrapper ends.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Host.EndInput(d);
        await _ground.EndAsync(d);
        await SessionsWait.UntilAsync(() => ProcessTable.Read(wrapper.Pid) is null);
    }

    [Fact]
    public async Task A_hundred_sessions_run_at_once_on_one_inotify_instance()
    {
        var before = _ground.Inotify.Count;
        // Half of them end by the end of their input, half by themselves while their feed still waits for more.
        var directories = Enumerable
            .Range(0, 100)
            .Select(n => n % 2 == 0 ? $"echo {n}; cat; exit {n}" : $"echo {n}; head -n 1; exit {n}")
            .Select(script => _ground.Prepare(["sh", "-c", script], InputMode.Follow))
            .ToList();
        var watches = directories.ConvertAll(Host.Watch);
        _ground.Inotify.Count.ShouldBe(before + 100);
        await Task.WhenAll(
                directories.Select(d =>
                    Host.StartAsync(d, _ground.Environment, CancellationToken.None)
                )
            )
            .InTimeAsync();
        await Task.WhenAll(directories.Select((d, n) => ConverseAsync(d, watches[n], n)))
            .InTimeAsync();
        watches.ForEach(watch => watch.Dispose());
        _ground.Inotify.Count.ShouldBe(before);
        // A trap set before the feed's fork left feeds behind.
        await SessionsWait.UntilAsync(() =>
            ProcessTable.WithArguments("forge-session").All(pid => !IsOneOf(directories, pid))
        );
    }

    [Fact]
    public async Task Agents_that_end_at_once_leave_no_feed_behind()
    {
        // A trap set before the feed's fork is still in force when the kill comes this early: the feed then stayed, 1 in 20.
        var directories = new List<SessionDirectory>();
        for (var n = 0; n < 60; n++)
        {
            var d = _ground.Prepare(["true"], InputMode.Follow);
            directories.Add(d);
            await Host.StartAsync(d, _ground.Environment, CancellationToken.None).InTimeAsync();
        }
        foreach (var d in directories)
            (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
        await SessionsWait.UntilAsync(() =>
            ProcessTable.WithArguments("forge-session").All(pid => !IsOneOf(directories, pid))
        );
    }

    private async Task ConverseAsync(SessionDirectory d, SessionWatch watch, int n)
    {
        Host.Send(d, 0, Encoding.UTF8.GetBytes($"hello {n}\n"));
        var ended = false;
        while (Host.Look(d) is not SessionState.Ended)
        {
            var ticket = watch.Bell.Now;
            if (!ended && SessionsGround.Out(d) == $"{n}\nhello {n}\n")
            {
                ended = true;
                if (n % 2 == 0)
                    Host.EndInput(d);
            }
            if (Host.Look(d) is not SessionState.Ended)
                await ticket.Rung;
        }
        Host.Look(d).ShouldBe(new SessionState.Ended(n));
    }

    private static bool IsOneOf(List<SessionDirectory> directories, int pid) =>
        directories.Exists(d => SessionsGround.Recorders(d).Contains(pid));
}
