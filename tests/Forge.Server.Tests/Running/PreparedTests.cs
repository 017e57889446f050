using System.Globalization;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>Worktrees that are ready before they are asked for, seen from outside.</summary>
public sealed class PreparedTests
{
    private const string Ready = "Forge: prepared for the next attempt";

    [Fact]
    public async Task The_first_attempt_uses_the_prepared_one_and_the_next_is_made()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);
        var (first, entry) = await PreparedAsync(server);

        var attempt = await http.RunAsync(project, "First", command: "pwd; git status -sb");
        var process = (await http.RestAsync(attempt, 1))[0];

        var worktree = await http.WorktreeAsync(attempt);
        File.ReadAllText(Path.Combine(worktree, ".git")).ShouldBe($"gitdir: {entry}\n");
        var said = await http.OutputAsync(process);
        said.ShouldContain(worktree);
        said.ShouldContain("## " + await http.BranchAsync(attempt));
        said.ShouldNotContain("??");
        Directory.Exists(first).ShouldBeFalse();
        var (second, _) = await PreparedAsync(server);
        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task It_follows_merges_is_counted_by_gc_and_goes_with_its_project()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        using var http = server.Http();
        var place = server.Place;
        var project = await http.AddProjectAsync(place.Repository);
        await PreparedAsync(server);
        var attempt = await http.RunAsync(project, "Change", command: "echo new > f1.txt");
        await http.RestAsync(attempt, 1);
        (await http.DoAsync(attempt, "merge")).Body["success"]!.GetValue<bool>().ShouldBeTrue();

        var tip = place.Git(place.Repository, "rev-parse", "main");
        var (path, _) = await PreparedAsync(server, tip);
        File.ReadAllText(Path.Combine(path, "f1.txt")).ShouldBe("new\n");
        var gc = (await http.ReadAsync("/api/gc")).Data["items"]!.AsArray();
        var item = gc.Single(i => i.Text("path") == path);
        item.Text("action").ShouldBe("keep");
        item.Text("what").ShouldBe("prepared worktree of 'repo'");
        item.Text("why").ShouldContain("FORGE_PREPARED_WORKTREES=0");

        (await http.AskAsync(HttpMethod.Delete, $"/api/projects/{project}")).Status.ShouldBe(
            System.Net.HttpStatusCode.OK
        );

        await UntilAsync(() => !Prepared(server).Any(), () => string.Join(' ', Prepared(server)));
        await UntilAsync(() => !List(place).Contains(Ready), () => List(place));
    }

    [Fact]
    public async Task None_is_made_when_the_operator_wants_none()
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_PREPARED_WORKTREES", "0")
        );
        using var http = server.Http();
        var project = await http.AddProjectAsync(server.Place.Repository);

        var attempt = await http.RunAsync(project, "Alone", command: "true");
        await http.RestAsync(attempt, 1);

        // What would have made one has come by, since it looks at all that happens in order.
        var other = await http.AddProjectAsync(server.Place.MakeRepository("other"));
        await http.RestAsync(await http.RunAsync(other, "Other", command: "true"), 1);
        Prepared(server).ShouldBeEmpty();
        List(server.Place).ShouldNotContain(".prepared");
    }

    [Fact]
    public async Task Forty_at_once_are_all_accepted_and_take_their_turns()
    {
        await using var server = await RunningServer.StartAsync(
            new Place(),
            ("FORGE_MAX_AGENTS", "4")
        );
        using var http = server.Http();
        var place = server.Place;
        var project = await http.AddProjectAsync(place.Repository);
        await PreparedAsync(server);

        var attempts = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    http.RunAsync(project, $"At once {i}", command: "git status --porcelain; pwd")
                )
        );

        foreach (var attempt in attempts)
        {
            var process = (await http.RestAsync(attempt, 1)).ShouldHaveSingleItem();
            process.Text("status").ShouldBe("completed");
            (await http.OutputAsync(process)).Trim().ShouldBe(await http.WorktreeAsync(attempt));
        }
        (await MostAtOnceAsync(http, attempts)).ShouldBeLessThanOrEqualTo(4);
        await PreparedAsync(server);
        List(place).Split("\n\n").Length.ShouldBe(1 + 40 + 1);
        place.Git(place.Repository, "fsck", "--connectivity-only").ShouldBe("");
    }

    [Fact]
    public async Task A_server_killed_while_it_prepares_goes_on_where_it_was()
    {
        await using var server = await RunningServer.StartAsync(new Place());
        var place = server.Place;
        var big = BigRepository(place);
        var gate = place.At("gate-prepare");
        StopCheckoutsAt(place, big, gate);
        var main = place.Git(big, "rev-parse", "main");
        Guid project;
        using (var http = server.Http())
            project = await http.AddProjectAsync(big);
        await UntilAsync(
            () => Unfinished(server).Any(),
            () => "no worktree was ever begun: " + server.Log
        );
        await server.KillAsync();
        Unfinished(server).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(gate, "");

        await server.StartAsync();

        await PreparedAsync(server, main);
        await UntilAsync(() => Prepared(server).Count() == 1, () => server.Log);
        place.Git(big, "worktree", "list").Split('\n').Length.ShouldBe(2);
        using var again = server.Http();
        var attempt = await again.RunAsync(project, "After", command: "git status --porcelain");
        var process = (await again.RestAsync(attempt, 1))[0];
        (await again.OutputAsync(process)).Trim().ShouldBe("");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(40)]
    public async Task A_server_killed_while_attempts_start_loses_none(int milliseconds)
    {
        await using var server = await RunningServer.StartAsync(new Place());
        var place = server.Place;
        List<Guid> attempts = [];
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(place.Repository);
            await PreparedAsync(server);
            for (var i = 0; i < 3; i++)
                attempts.Add(await http.RunAsync(project, $"Start {i}", command: "pwd"));
        }
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
        await server.KillAsync();
        place.Git(place.Repository, "worktree", "prune", "--expire", "now");

        await server.StartAsync();

        using var again = server.Http();
        foreach (var attempt in attempts)
        {
            var process = (await again.RestAsync(attempt, 1)).ShouldHaveSingleItem();
            process.Text("status").ShouldBe("completed", process!.ToJsonString());
            var worktree = await again.WorktreeAsync(attempt);
            (await again.OutputAsync(process)).Trim().ShouldBe(worktree);
            place.Git(worktree, "status", "--porcelain").ShouldBe("");
            place
                .Git(worktree, "branch", "--show-current")
                .ShouldBe(await again.BranchAsync(attempt));
        }
        await PreparedAsync(server);
        await UntilAsync(
            () => List(place).Split("\n\n").Length == 1 + attempts.Count + 1,
            () => List(place)
        );
    }

    // Big enough to be met in the middle of its checkout.
    private static string BigRepository(Place place)
    {
        var path = place.MakeRepository("big");
        for (var folder = 0; folder < 20; folder++)
        {
            var directory = Path.Combine(path, $"d{folder}");
            Directory.CreateDirectory(directory);
            for (var i = 0; i < 150; i++)
                File.WriteAllText(Path.Combine(directory, $"{i}.txt"), $"{folder} {i}\n");
        }
        place.Git(path, "add", "-A");
        place.Git(path, "commit", "-q", "-m", "big");
        return path;
    }

    /// <summary>A checkout waits in its middle until the gate is there, however slow the one who looks. No other filter than that of LFS is run ahead of need.</summary>
    private static void StopCheckoutsAt(Place place, string repository, string gate)
    {
        place.Git(
            repository,
            "config",
            "filter.lfs.smudge",
            $"while [ ! -e '{gate}' ]; do sleep 0.02; done; cat"
        );
        File.WriteAllText(Path.Combine(repository, ".gitattributes"), "d9/9.txt filter=lfs\n");
        place.Git(repository, "add", "-A");
        place.Git(repository, "commit", "-q", "-m", "slow");
    }

    private static async Task<int> MostAtOnceAsync(HttpClient http, IEnumerable<Guid> attempts)
    {
        List<(DateTimeOffset At, int Step)> steps = [];
        foreach (var attempt in attempts)
        {
            var process = (await http.ProcessesAsync(attempt))[0];
            steps.Add((Time(process, "started_at"), 1));
            steps.Add((Time(process, "completed_at"), -1));
        }
        var (now, most) = (0, 0);
        foreach (var (_, step) in steps.OrderBy(s => s.At).ThenBy(s => s.Step))
            most = Math.Max(most, now += step);
        return most;
    }

    private static DateTimeOffset Time(JsonNode? process, string name) =>
        DateTimeOffset.Parse(process.Text(name), CultureInfo.InvariantCulture);

    /// <summary>Waits for a complete one, where asked at a commit; gives its path and git's own directory of it.</summary>
    private static async Task<(string Path, string Entry)> PreparedAsync(
        RunningServer server,
        string? at = null
    )
    {
        var found = ("", "");
        await UntilAsync(
            () =>
            {
                foreach (var path in Prepared(server))
                    if (EntryOf(path) is { } entry && Says(entry, "locked") == Ready)
                        if (at is null || Says(entry, "HEAD") == at)
                            found = (path, entry);
                return found.Item1.Length > 0;
            },
            () => $"none became ready{(at is null ? "" : " at " + at)}: {server.Log}"
        );
        return found;
    }

    private static IEnumerable<string> Unfinished(RunningServer server) =>
        Prepared(server)
            .Where(path =>
                EntryOf(path) is { } entry && Says(entry, "locked") == "Forge: being made"
            );

    private static IEnumerable<string> Prepared(RunningServer server)
    {
        var root = Path.Combine(server.Place.State, "worktrees", ".prepared");
        return Directory.Exists(root)
            ? Directory.GetDirectories(root).SelectMany(Directory.GetDirectories)
            : [];
    }

    private static string? EntryOf(string path)
    {
        var dot = Path.Combine(path, ".git");
        var text = File.Exists(dot) ? File.ReadAllText(dot) : "";
        // It may be looked at while git writes it.
        return text.StartsWith("gitdir: ", StringComparison.Ordinal)
            ? text["gitdir: ".Length..].Trim()
            : null;
    }

    private static string Says(string entry, string name)
    {
        var file = Path.Combine(entry, name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    private static string List(Place place) =>
        place.Git(place.Repository, "worktree", "list", "--porcelain");

    private static async Task UntilAsync(Func<bool> fits, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!Fits())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException(otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        // What is looked at comes and goes.
        bool Fits()
        {
            try
            {
                return fits();
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
