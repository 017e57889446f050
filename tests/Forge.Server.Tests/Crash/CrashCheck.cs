namespace Forge.Server.Tests.Crash;

/// <summary>Everything that is looked at after a round.</summary>
internal sealed class CrashCheck(
    CrashGround ground,
    CrashRecords records,
    CrashCaller caller,
    Random random
)
{
    private readonly CrashRows _rows = new(ground, records);
    private readonly CrashLogs _logs = new(ground, records, random);
    private readonly CrashGit _git = new(ground, records);
    private readonly CrashEvents _events = new(ground);

    public Task BeginAsync() => _events.FollowAsync();

    /// <summary>While nobody asks anything of a server that has just come back.</summary>
    public async Task<string> RoundAsync(bool atRest)
    {
        await _events.FollowAsync();
        return await LookAsync(atRest);
    }

    /// <summary>When everybody has done, and all agents have gone.</summary>
    public async Task<string> AtRestAsync()
    {
        await CrashGround.UntilAsync(() =>
            ground.Query<string>("SELECT id FROM processes WHERE status = 'running'").Count == 0
            && ground.Query<string>("SELECT id FROM sessions WHERE open = 1").Count == 0
        );
        var seen = await LookAsync(atRest: true);
        await _events.CheckWholeAsync();
        return seen;
    }

    private async Task<string> LookAsync(bool atRest)
    {
        var processes = _rows.Processes();
        _rows.Check(processes, atRest);
        _rows.CheckWords(atRest);
        await _logs.CheckAsync(processes);
        _git.Check();
        await _events.CheckAsync();
        CheckLog();
        return $"{processes.Count(p => p.Runs)} of {records.Attempts.Count} run, {_logs.Checked} logs, {_git.Merges} merges, {_events.Count} events";
    }

    private void CheckLog()
    {
        lock (caller.Faults)
            caller.Faults.ShouldBeEmpty();
        ground.Server.Log.ShouldNotContain("fail: ");
        ground.Server.Log.ShouldNotContain("crit: ");
    }
}
