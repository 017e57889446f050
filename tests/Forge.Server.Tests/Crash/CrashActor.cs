using System.Text.Json.Nodes;

namespace Forge.Server.Tests.Crash;

/// <summary>Somebody who uses Forge: makes an attempt, waits for it or breaks it off, takes the work or throws it away.</summary>
internal sealed class CrashActor(
    CrashGround ground,
    CrashCaller caller,
    CrashRecords records,
    Random random,
    TimeSpan longest
)
{
    private const int Patience = 180;

    /// <summary>One attempt with a command.</summary>
    public async Task RunAsync()
    {
        var script = CrashScript.Random($"shell-{records.Next()}", random, longest);
        var attempt = new CrashAttempt(script.Name) { Script = script };
        await CreateAsync(attempt, "SHELL", null, script.Command);
        if (random.Next(4) == 0)
        {
            await PauseAsync(script.Duration);
            await StopAsync(attempt);
        }
        await RestAsync(attempt);
        if (!attempt.Touched)
            attempt.Files.Add(script.File);
        await AfterwardsAsync(attempt);
    }

    /// <summary>One attempt with an agent that is talked to while it works, while it waits, and when it has gone.</summary>
    public async Task TalkAsync()
    {
        var number = records.Next();
        var attempt = new CrashAttempt($"talk-{number}");
        var first = Prompt(attempt, 0);
        await CreateAsync(attempt, "CLAUDE_CODE", first.Prompt, null);
        records.Add(new CrashWord(first.Word, attempt, Sure.Yes, Steered: false));
        for (var i = 1; i <= random.Next(5); i++)
        {
            await PauseAsync(TimeSpan.FromSeconds(random.Next(4) == 0 ? 4 : 1.2));
            if (random.Next(5) == 0)
                await RestAsync(attempt);
            await SayAsync(attempt, i, steer: random.Next(4) == 0);
        }
        if (random.Next(6) == 0)
            await StopAsync(attempt);
        await RestAsync(attempt);
        if (!attempt.Touched)
            attempt.Files.AddRange(
                records
                    .Words.Where(w =>
                        w.Attempt == attempt && w is { Said: Sure.Yes, Steered: false }
                    )
                    .Select(w => $"{w.Text}.txt")
            );
        await AfterwardsAsync(attempt);
    }

    private async Task CreateAsync(
        CrashAttempt attempt,
        string executor,
        string? prompt,
        string? command
    )
    {
        var body = new JsonObject
        {
            ["task"] = new JsonObject
            {
                ["project_id"] = ground.Project,
                ["title"] = attempt.Title,
                ["description"] = prompt,
            },
            ["executor_profile_id"] = new JsonObject
            {
                ["executor"] = executor,
                ["command"] = command,
            },
            ["base_branch"] = random.Next(2) == 0 ? "main" : "dev",
        }.ToJsonString();
        while (true)
        {
            var made = await caller.PostAsync("/api/tasks/create-and-start", body);
            made.Sure.ShouldNotBe(Sure.No, made.Reply?.Message);
            await caller.BackAsync();
            // Unanswered: it was accepted whole or not at all.
            var rows = ground.Query<string>(
                "SELECT a.id || ' ' || t.id FROM tasks t LEFT JOIN attempts a ON a.task_id = t.id WHERE t.title = @id",
                attempt.Title
            );
            if (rows.Count == 0 && made.Sure == Sure.Unknown)
                continue;
            var ids = rows.ShouldHaveSingleItem().ShouldNotBeNull().Split(' ');
            (attempt.Id, attempt.Task) = (Guid.Parse(ids[0]), Guid.Parse(ids[1]));
            records.Add(attempt);
            return;
        }
    }

    private async Task SayAsync(CrashAttempt attempt, int turn, bool steer)
    {
        var (word, prompt) = Prompt(attempt, turn);
        var body = new JsonObject { ["prompt"] = prompt, ["steer"] = steer }.ToJsonString();
        var said = await caller.PostAsync($"/api/task-attempts/{attempt.Id}/follow-up", body);
        said.Sure.ShouldNotBe(Sure.No, said.Reply?.Message);
        records.Add(new CrashWord(word, attempt, said.Sure, steer));
    }

    private (string Word, string Prompt) Prompt(CrashAttempt attempt, int turn)
    {
        var word = $"{attempt.Title}-{turn}";
        var rate = random.Next(10, 60);
        var lines = random.Next(1, (int)Math.Ceiling(longest.TotalSeconds * rate / 6));
        return (word, $"{word} STDERR={word} RATE={rate} LINES={lines} WRITE={word}.txt:{word}");
    }

    private async Task StopAsync(CrashAttempt attempt)
    {
        attempt.Touched = true;
        (await caller.PostAsync($"/api/task-attempts/{attempt.Id}/stop")).Sure.ShouldNotBe(Sure.No);
    }

    private async Task RestAsync(CrashAttempt attempt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Patience));
        while (true)
        {
            var reply = await caller.ReadAsync(
                $"/api/execution-processes?task_attempt_id={attempt.Id}"
            );
            if (reply.Data.AsArray().All(p => Support.Wire.Status(p!) != "running"))
                return;
            if (limit.IsCancellationRequested)
                throw new TimeoutException(
                    $"{attempt.Title} did not come to rest in {Patience} s: {reply.Body.ToJsonString()}"
                );
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System);
        }
    }

    private async Task AfterwardsAsync(CrashAttempt attempt)
    {
        if (random.Next(3) == 0)
            await RebaseAsync(attempt);
        if (random.Next(2) == 0)
            await MergeAsync(attempt);
        switch (random.Next(5))
        {
            case 0 or 1:
                await DeleteAsync(attempt);
                break;
            case 2 or 3:
                attempt.Touched = attempt.Discarded = true;
                (
                    await InsistAsync(() =>
                        caller.PostAsync($"/api/task-attempts/{attempt.Id}/discard")
                    )
                ).Sure.ShouldNotBe(Sure.No);
                break;
        }
    }

    private async Task MergeAsync(CrashAttempt attempt)
    {
        var merged = await InsistAsync(() =>
            caller.PostAsync($"/api/task-attempts/{attempt.Id}/merge")
        );
        // One that was stopped before its worktree was made has none.
        if (merged.Sure == Sure.No)
            merged.Reply!.Message.ShouldContain(attempt.Touched ? "to merge" : "nothing to merge");
        await caller.BackAsync();
        if (merged.Sure != Sure.Yes)
            return;
        var target = ground.Query<string>(
            "SELECT target_branch FROM merges WHERE attempt_id = @id AND state = 'done' ORDER BY created_at DESC",
            attempt.Id
        )[0];
        lock (attempt.Merged)
            attempt.Merged.AddRange(attempt.Files.Select(file => (target, file)));
    }

    private async Task RebaseAsync(CrashAttempt attempt)
    {
        var onto = random.Next(2) == 0 ? "main" : "dev";
        var body = new JsonObject { ["new_base_branch"] = onto }.ToJsonString();
        var moved = await caller.PostAsync($"/api/task-attempts/{attempt.Id}/rebase", body);
        if (moved.Sure == Sure.No)
            (attempt.Touched, moved.Reply!.Message).ShouldBe(
                (true, "This attempt has no worktree to work in.")
            );
    }

    private async Task DeleteAsync(CrashAttempt attempt)
    {
        await caller.BackAsync();
        records.Keep(
            ground
                .Query<string>(
                    "SELECT merge_commit || ' ' || target_branch FROM merges WHERE attempt_id = @id AND state = 'done'",
                    attempt.Id
                )
                .Select(row => (row.Split(' ')[0], row.Split(' ')[1]))
        );
        attempt.Touched = attempt.Discarded = attempt.Deleted = true;
        var gone = await InsistAsync(() =>
            caller.AskAsync(HttpMethod.Delete, $"/api/tasks/{attempt.Task}")
        );
        if (gone.Sure == Sure.No)
            gone.Reply!.Status.ShouldBe(System.Net.HttpStatusCode.NotFound, gone.Reply.Message);
    }

    // Most people ask again when there was no answer.
    private async Task<Outcome> InsistAsync(Func<Task<Outcome>> ask)
    {
        while (true)
            if (await ask() is var outcome && (outcome.Sure != Sure.Unknown || random.Next(5) == 0))
                return outcome;
    }

    private Task PauseAsync(TimeSpan most) =>
        Task.Delay(most * random.NextDouble(), TimeProvider.System);
}
