using Forge.Core.Evidence;
using Forge.Core.Platform.Linux;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Evidence;

/// <summary>Real shells and real processes; whatever a command does, it comes to an end and nothing of it is left.</summary>
public sealed class ValidationRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Deadline =>
        new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private string OutputFile => _folder.At("evidence", "output");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_command_that_ends_well_passes_with_all_that_it_said_in_order()
    {
        var result = await RunAsync("echo one; echo two >&2; echo three");

        result.Verdict.ShouldBe("passed");
        result.Passed.ShouldBeTrue();
        result.ExitCode.ShouldBe(0);
        result.TimedOut.ShouldBeFalse();
        result.LeftProcesses.ShouldBeEmpty();
        result.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
        result.OutputBytes.ShouldBe(14);
        Said().ShouldBe("one\ntwo\nthree\n");
    }

    [Fact]
    public async Task What_it_says_can_be_read_while_it_runs()
    {
        Fifo.Make(_folder.At("fifo"));
        var run = Validation().RunAsync(Order($"echo begun; cat {_folder.At("fifo")}"), Deadline);
        await SessionsWait.UntilAsync(() => File.Exists(OutputFile) && Said() == "begun\n");
        run.IsCompleted.ShouldBeFalse();

        await File.WriteAllTextAsync(_folder.At("fifo"), "over\n", Deadline);

        (await run.InTimeAsync()).Passed.ShouldBeTrue();
        Said().ShouldBe("begun\nover\n");
    }

    [Fact]
    public async Task A_command_that_fails_does_not_pass()
    {
        var result = await RunAsync("echo wrong; exit 3");

        result.Passed.ShouldBeFalse();
        result.ExitCode.ShouldBe(3);
        result.Verdict.ShouldBe("exit 3");
        Said().ShouldBe("wrong\n");
    }

    [Fact]
    public async Task Commands_are_written_for_bash() =>
        (await RunAsync("a=(x y); [[ ${a[1]} == y ]] && cat <(echo fine)")).Passed.ShouldBeTrue(
            Said()
        );

    [Fact]
    public async Task Without_bash_it_is_run_by_sh()
    {
        var tools = Directory.CreateDirectory(_folder.At("tools"));
        foreach (var tool in new[] { "sh", "setsid", "env" })
            File.CreateSymbolicLink(
                Path.Combine(tools.FullName, tool),
                Core.Platform.Programs.Find(tool)!
            );

        var result = await RunAsync(
            Order("echo ${BASH_VERSION:-none}") with
            {
                Environment = new Dictionary<string, string> { ["PATH"] = tools.FullName },
            }
        );

        result.Passed.ShouldBeTrue(result.Verdict);
        // /bin/sh may itself be a bash.
        Said().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_told_by_its_name()
    {
        var result = await RunAsync("no-such-program-here --version");

        result.ExitCode.ShouldBe(127);
        result.Verdict.ShouldContain("a program was not found");
        result.Verdict.ShouldContain("no-such-program-here");
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_told()
    {
        var result = await RunAsync(Order("true") with { Directory = _folder.At("gone") });

        result.ExitCode.ShouldBeNull();
        result.NotStarted.ShouldNotBeNull();
        result.Passed.ShouldBeFalse();
        result.Verdict.ShouldStartWith("it could not be started");
    }

    [Fact]
    public async Task It_has_no_input_and_only_the_environment_that_it_was_given()
    {
        Environment.SetEnvironmentVariable("VALIDATION_TEST_SECRET", "x");

        var result = await RunAsync(
            Order("cat; env | cut -d= -f1 | grep -E '^(GIVEN|VALIDATION_TEST_SECRET)' ")
        );

        result.Passed.ShouldBeTrue(result.Verdict);
        Said().ShouldBe("GIVEN\n");
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_writer_as_in_a_terminal() =>
        (await RunAsync("yes | head -n 1; exit ${PIPESTATUS[0]}")).ExitCode.ShouldBe(141);

    [Fact]
    public async Task At_its_limit_the_whole_tree_is_ended_whatever_it_ignores()
    {
        var order = Order(
            "trap '' TERM; (trap '' TERM; exec sleep 300) & setsid sleep 301 & echo begun; sleep 302; sleep 303"
        ) with
        {
            Limit = TimeSpan.FromSeconds(1.5),
        };

        var result = await RunAsync(order);

        result.TimedOut.ShouldBeTrue();
        result.ExitCode.ShouldBeNull();
        result.Passed.ShouldBeFalse();
        result.Verdict.ShouldContain("longer than 1.5 s");
        result.LeftProcesses.ShouldBeEmpty();
        Said().ShouldStartWith("begun\n");
        NothingIsLeftOf(order);
    }

    [Fact]
    public async Task What_a_command_leaves_in_the_background_is_named_and_ended()
    {
        var order = Order(
            """
            sleep 300 & one=$!
            setsid nohup sleep 301 >/dev/null 2>&1 & two=$!
            until [ "$(cat /proc/$one/comm /proc/$two/comm)" = $'sleep\nsleep' ]; do :; done
            echo done
            """
        );

        var result = await RunAsync(order);

        result.Passed.ShouldBeTrue(result.Verdict);
        result.LeftProcesses.Count.ShouldBe(2);
        result.LeftProcesses.ShouldAllBe(name => name.StartsWith("sleep ("));
        Said().ShouldBe("done\n");
        NothingIsLeftOf(order);
    }

    [Fact]
    public async Task Who_threw_the_mark_away_and_holds_the_output_does_not_keep_it_from_ending()
    {
        // Out of the tree for good: its parent is gone before anybody looked, and so is the mark.
        var pid = _folder.At("pid");
        var order = Order(
            $"(env -i setsid sh -c 'echo $$ >{pid}; exec sleep 300' &) ; until [ -s {pid} ]; do :; done; echo done"
        );
        try
        {
            var result = await RunAsync(order);

            result.Passed.ShouldBeTrue(result.Verdict);
            Said().ShouldBe("done\n");
        }
        finally
        {
            ProcessTable.Signal(int.Parse(File.ReadAllText(pid)), Signals.Kill);
        }
    }

    [Fact]
    public async Task A_cancelled_one_is_ended_before_that_is_told()
    {
        var begun = _folder.At("begun");
        var order = Order($"sleep 300 & touch {begun}; sleep 301");
        using var cancel = new CancellationTokenSource();
        var run = Validation().RunAsync(order, cancel.Token);
        await SessionsWait.UntilAsync(() => File.Exists(begun));

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run.InTimeAsync());
        NothingIsLeftOf(order);
    }

    [Fact]
    public async Task The_next_server_finds_what_a_killed_one_left_and_no_other()
    {
        var begun = _folder.At("begun");
        var run = Validation()
            .RunAsync(Order($"setsid sleep 300 & touch {begun}; sleep 301"), Deadline);
        var othersBegun = _folder.At("others");
        using var cancel = new CancellationTokenSource();
        var others = new ValidationRun(_folder.At("another-state"), TimeProvider.System).RunAsync(
            Order($"touch {othersBegun}; sleep 302") with
            {
                OutputFile = _folder.At("other-output"),
            },
            cancel.Token
        );
        await SessionsWait.UntilAsync(() => File.Exists(begun) && File.Exists(othersBegun));

        var survivors = await ValidationLeftovers.EndAsync(
            _folder.Path,
            TimeProvider.System,
            Deadline
        );

        survivors.ShouldBeEmpty();
        (await run.InTimeAsync()).ExitCode.ShouldBe(128 + Signals.Terminate);
        others.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => others.InTimeAsync());
    }

    [Fact]
    public async Task Endless_output_is_kept_at_both_ends()
    {
        var result = await RunAsync("echo first; seq 1 2000000; echo last");

        result.Passed.ShouldBeTrue(result.Verdict);
        result.Truncated.ShouldBeTrue();
        result.OutputBytes.ShouldBe(14_888_896 + 11);
        var said = Said();
        said.ShouldStartWith("first\n1\n2\n");
        said.ShouldEndWith("1999999\n2000000\nlast\n");
        said.ShouldContain("bytes are left out here]");
        said.Length.ShouldBeLessThan(CappedFile.HeadBytes + CappedFile.TailBytes + 100);
    }

    [Fact]
    public async Task A_second_run_replaces_what_the_first_said()
    {
        await RunAsync("echo a long first text");

        await RunAsync("echo b");

        Said().ShouldBe("b\n");
    }

    [Fact]
    public async Task What_the_wish_expects_is_judged()
    {
        File.WriteAllText(_folder.At("a.txt"), "hello\n");

        (
            await RunAsync(Order("grep -rn goodbye a.txt") with { Expect = "Expected: 0 results" })
        ).Passed.ShouldBeTrue();
        var found = await RunAsync(
            Order("grep -rn hello a.txt") with
            {
                Expect = "Expected: 0 results",
            }
        );
        found.Passed.ShouldBeFalse();
        found.Verdict.ShouldContain("no output was expected");
        // grep's own failure is no "nothing found".
        (
            await RunAsync(Order("grep x no-such-file") with { Expect = "0 results" })
        ).Passed.ShouldBeFalse();
    }

    private ValidationRun Validation() => new(_folder.Path, TimeProvider.System);

    private ValidationOrder Order(string command) =>
        new()
        {
            Command = command,
            Directory = _folder.Path,
            OutputFile = OutputFile,
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
                ["GIVEN"] = "yes",
            },
        };

    private Task<ValidationResult> RunAsync(string command) => RunAsync(Order(command));

    private Task<ValidationResult> RunAsync(ValidationOrder order) =>
        Validation().RunAsync(order, Deadline).InTimeAsync();

    private string Said() => File.ReadAllText(OutputFile);

    private static void NothingIsLeftOf(ValidationOrder order) =>
        ProcessTable.WithVariable(ValidationMark.Run, order.Id.ToString("D")).ShouldBeEmpty();
}
