using System.Diagnostics;
using Xunit.Abstractions;

namespace Forge.Server.Tests.Crash;

/// <summary>
/// Many runs at once, people who talk, stop, merge and throw away, and a server that is killed again and again at moments
/// nobody chose. After each round everything is looked at. <c>bench/crash</c> runs it for longer.
/// </summary>
public sealed class CrashRun(ITestOutputHelper output)
{
    private readonly CrashNumbers _numbers = CrashNumbers.Read();
    private readonly CrashRecords _records = new();
    private readonly CrashCaller _caller = new();
    private volatile bool _ending;

    [Fact]
    public async Task A_server_that_is_killed_at_any_moment_loses_no_run_no_line_no_word_no_event_and_no_work()
    {
        Say(
            $"FORGE_TEST_SEED={_numbers.Seed}: {_numbers.Rounds} rounds, {_numbers.Sessions} sessions"
        );
        var random = new Random(_numbers.Seed);
        // Two seconds of idleness end an agent: follow-ups go into living agents, dying ones and new ones.
        await using var ground = await CrashGround.StartAsync(("FORGE_AGENT_IDLE_SECONDS", "2"));
        var round = 0;
        try
        {
            var check = new CrashCheck(ground, _records, _caller, random);
            await check.BeginAsync();
            _caller.Open(ground.Http);
            var actors = Actors(ground, random);
            for (round = 1; round <= _numbers.Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var how = await KillAsync(ground, actors, random);
                var back = watch.ElapsedMilliseconds;
                var seen = await check.RoundAsync(atRest: false);
                Say(
                    $"round {round}: {how}, back after {back} ms; {seen}; {watch.ElapsedMilliseconds} ms"
                );
                _caller.Open(ground.Http);
            }
            _ending = true;
            await Task.WhenAll(actors);
            Say($"at rest: {await check.AtRestAsync()}");
        }
        catch (Exception error)
        {
            _caller.Close();
            throw new InvalidOperationException(Told(ground, round, error), error);
        }
    }

    private List<Task> Actors(CrashGround ground, Random random)
    {
        List<Task> actors = [];
        for (var i = 0; i < _numbers.Sessions; i++)
        {
            var actor = new CrashActor(
                ground,
                _caller,
                _records,
                new Random(random.Next()),
                _numbers.Longest
            );
            actors.Add(LiveAsync(i < _numbers.Talks ? actor.TalkAsync : actor.RunAsync));
        }
        return actors;
    }

    private async Task LiveAsync(Func<Task> once)
    {
        while (!_ending)
            await once();
    }

    private async Task<string> KillAsync(CrashGround ground, List<Task> actors, Random random)
    {
        var pause = TimeSpan.FromMilliseconds(random.Next(3_000));
        await Task.Delay(pause, TimeProvider.System);
        foreach (var failed in actors.Where(a => a.IsFaulted))
            await failed;
        var asked = random.Next(8) == 0;
        _caller.Close();
        if (asked)
            await ground.Server.StopAsync();
        else
            await ground.Server.KillAsync();
        // Sometimes it is killed again, while it takes up what the last one left.
        var early = random.Next(4) == 0 ? random.Next(900) : -1;
        if (early >= 0)
            await KillEarlyAsync(ground, early);
        await ground.ComeBackAsync();
        return $"{(asked ? "stopped" : "killed")} after {pause.TotalMilliseconds:0} ms"
            + (early < 0 ? "" : $" and {early} ms after its start");
    }

    private static async Task KillEarlyAsync(CrashGround ground, int milliseconds)
    {
        var starting = ground.Server.StartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        await ground.Server.KillAsync();
        try
        {
            await starting;
        }
        catch (InvalidOperationException killed) when (killed.Message.Contains("ended with 137"))
        {
            // As it was meant.
        }
    }

    private string Told(CrashGround ground, int round, Exception error)
    {
        var kept = "";
        if (_numbers.Keep is { } keep)
        {
            Directory.CreateDirectory(keep);
            using var copy = Process.Start("cp", ["-a", ground.Place.Root, keep]);
            copy.WaitForExit();
            kept = $"\nIts state is in {Path.Combine(keep, Path.GetFileName(ground.Place.Root))}.";
        }
        var log = ground.Server.Log.Split('\n');
        var text =
            $"Round {round} of FORGE_TEST_SEED={_numbers.Seed} failed: {error.Message}{kept}\n"
            + $"The end of the server's log:\n{string.Join('\n', log.TakeLast(60))}";
        _numbers.Say(text);
        return text;
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        _numbers.Say(line);
    }
}
