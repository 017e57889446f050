using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Crash;

/// <summary>A process as its row says.</summary>
internal sealed record CrashProcess(
    string Id,
    string AttemptId,
    string? SessionId,
    string Action,
    string Status,
    long? ExitCode,
    string? ExitNote,
    long OutFrom,
    long ErrFrom,
    long? OutTo,
    long? ErrTo,
    long Turn
)
{
    public bool Runs => Status == "running" && SessionId is not null;
    public bool HasEnded => Status != "running" && SessionId is not null;

    /// <summary>What the agent was told; empty for a command.</summary>
    public string Prompt => JsonNode.Parse(Action)!["typ"]!["prompt"]?.GetValue<string>() ?? "";

    public override string ToString() =>
        $"process {Id} (session {SessionId}, turn {Turn}): {Status} {ExitCode} {ExitNote}";
}

/// <summary>The rows are whole, and say of each process how it really ended.</summary>
internal sealed class CrashRows(CrashGround ground, CrashRecords records)
{
    public List<CrashProcess> Processes() =>
        ground.Query<CrashProcess>(
            """
            SELECT id AS Id, attempt_id AS AttemptId, session_id AS SessionId, action AS Action, status AS Status,
                exit_code AS ExitCode, exit_note AS ExitNote, out_from AS OutFrom, err_from AS ErrFrom,
                out_to AS OutTo, err_to AS ErrTo, turn AS Turn
            FROM processes ORDER BY created_at
            """
        );

    public void Check(IReadOnlyList<CrashProcess> processes, bool atRest)
    {
        ground.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);
        ground.Query<string>("SELECT \"table\" FROM pragma_foreign_key_check").ShouldBeEmpty();
        ground
            .Query<string>("SELECT title FROM tasks GROUP BY title HAVING COUNT(*) > 1")
            .ShouldBeEmpty("a task was made twice");
        ground
            .Query<string>("SELECT failure FROM attempts WHERE stage = 'broken'")
            .ShouldBeEmpty("a worktree could not be made");
        var attempts = records.Attempts.ToDictionary(a => a.Id.ToString());
        foreach (var process in processes.Where(p => p.Status != "running"))
            if (attempts.TryGetValue(process.AttemptId, out var attempt))
                CheckEnd(process, attempt);
        if (atRest)
        {
            processes.ShouldAllBe(p => p.Status != "running");
            ground.Query<string>("SELECT id FROM sessions WHERE open = 1").ShouldBeEmpty();
        }
    }

    /// <summary>Each word was heard once; one that was broken off at most once.</summary>
    public void CheckWords(bool atRest)
    {
        var folder = Path.Combine(ground.Place.Home, ".fake-claude");
        if (!Directory.Exists(folder))
            return;
        var heard = Directory
            .GetFiles(folder)
            .SelectMany(File.ReadAllLines)
            .Select(CrashWord.Of)
            .CountBy(word => word)
            .ToDictionary();
        heard.ShouldAllBe(word => word.Value == 1);
        if (atRest)
            records
                .Words.Where(w =>
                    w.Said == Sure.Yes && !w.Attempt.Touched && !heard.ContainsKey(w.Text)
                )
                .Select(w => $"{w.Text}{(w.Steered ? " (steered)" : "")}")
                .ShouldBeEmpty("was said and never heard");
    }

    private static void CheckEnd(CrashProcess process, CrashAttempt attempt)
    {
        if (attempt.Touched && process.Status == "killed")
            return;
        if (attempt.Touched && process.ExitCode is not (null or 0))
            return;
        var code = attempt.Script?.Code ?? 0;
        var said = $"{attempt.Title}: {process}";
        process.ExitCode.ShouldBe(code, said);
        process.Status.ShouldBe(code == 0 ? "completed" : "failed", said);
    }
}
