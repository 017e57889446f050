#pragma warning disable CA1416 // Forge runs on Unix.
using System.Globalization;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Sessions;

public sealed class SessionStartGoneTests : IDisposable
{
    private readonly SessionsGround _ground = new();

    [Fact]
    public async Task A_directory_that_is_deleted_under_the_start_is_a_failed_start_at_once()
    {
        var d = _ground.Prepare(["true"]);
        var pid = Path.Combine(_ground.Root, "pid");
        PutShell($"echo $$ >{pid}.new; mv {pid}.new {pid}; rm -rf \"$4\"; exec sleep 300");

        var outcome = await _ground
            .Host.StartAsync(d, _ground.Environment, CancellationToken.None)
            .InTimeAsync();

        outcome
            .ShouldBeOfType<StartOutcome.Failed>()
            .Reason.ShouldBe($"its session directory {d.Path} was deleted while it was started");
        ProcessTable.Signal(
            int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture),
            Signals.Kill
        );
    }

    [Fact]
    public async Task The_feeds_pipe_has_no_name_once_the_agent_runs()
    {
        var d = await _ground.StartAsync(
            "read line; echo \"heard $line\"",
            Forge.Core.Domain.Processes.InputMode.Follow,
            "hello\n"
        );

        await SessionsGround.OutHasAsync(d, "heard hello\n");

        File.Exists(d.Pipe).ShouldBeFalse();
        (await _ground.EndAsync(d)).ExitCode.ShouldBe(0);
    }

    public void Dispose() => _ground.Dispose();

    // The wrapper's shell, as if somebody else were quicker than its first line.
    private void PutShell(string script)
    {
        var bin = Path.Combine(_ground.Root, "bin");
        Directory.CreateDirectory(bin);
        var shell = Path.Combine(bin, "sh");
        File.WriteAllText(
            shell,
            $"#!/bin/bash\nexec </dev/null >/dev/null 2>/dev/null\n{script}\n"
        );
        File.SetUnixFileMode(
            shell,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        _ground.Environment["PATH"] = $"{bin}:{_ground.Environment["PATH"]}";
    }
}
