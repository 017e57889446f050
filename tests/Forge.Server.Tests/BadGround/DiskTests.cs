using System.Net;
using Forge.Server.Tests.Streams;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>Disks that are full or read-only: the state's, and the repository's.</summary>
public sealed class DiskTests
{
    [MountFact]
    public async Task A_full_disk_under_the_state_loses_nothing_is_told_and_work_goes_on_when_there_is_room()
    {
        var place = new Place();
        var disk = place.Keep(new SmallDisk(place.State, 24));
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);
        var done = await http.DoneAsync(project, "echo kept > kept.txt; echo said");
        var gate = place.At("gate");
        var busy = await http.RunAsync(
            project,
            "Busy",
            command: $"echo up; while [ ! -e '{gate}' ]; do sleep 0.05; done; echo tried; "
                + "until echo work > work.txt; do sleep 0.1; done; echo end"
        );
        var process = (await http.ProcessesAsync(busy, all => all.Count > 0))[0];
        await http.SaysAsync(process, "up");
        disk.Fill();
        var refused = await UntilRefusedAsync(http, project);
        refused.Status.ShouldBe(HttpStatusCode.InsufficientStorage, refused.Message + server.Log);
        refused.Message.ShouldContain("The disk is full");
        refused.Message.ShouldContain("make room");
        (await http.ReadAsync("/api/health")).Status.ShouldBe(HttpStatusCode.OK);
        (await http.OutputAsync((await http.RestAsync(done, 1))[0])).ShouldBe("said\n");
        await File.WriteAllTextAsync(gate, "");
        await http.SaysAsync(process, "tried");
        disk.Empty();
        process = await http.LastAsync(busy, 1);
        Support.Wire.Status(process).ShouldBe("completed", await http.OutputAsync(process));
        var log = await RawReplay.ReadAsync(server, process["id"]!);
        log.Out.ShouldBe("up\ntried\nend\n");
        await http.MergedAsync(done);
        await http.MergedAsync(busy);
        place.Git(place.Repository, "show", "main:work.txt").ShouldBe("work");
        place.Git(place.Repository, "show", "main:kept.txt").ShouldBe("kept");
        await http.DoneAsync(project, "echo again");
        server.Log.ShouldContain("met bad ground");
    }

    [MountFact]
    public async Task A_run_that_ends_on_a_full_disk_is_written_down_when_there_is_room()
    {
        var place = new Place();
        var disk = place.Keep(new SmallDisk(place.State, 24));
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);
        var gate = place.At("gate");
        var attempt = await http.RunAsync(
            project,
            "Ends",
            command: $"echo work > work.txt; echo up; while [ ! -e '{gate}' ]; do sleep 0.05; done; exit 3"
        );
        var process = (await http.ProcessesAsync(attempt, all => all.Count > 0))[0];
        await http.SaysAsync(process, "up");
        var session = place.SessionsIn(await http.WorktreeAsync(attempt)).Single();
        disk.Fill();
        await File.WriteAllTextAsync(gate, "");
        await Running.OwnServerTests.Until(() => Runs.Alive(session).Count == 0);
        disk.Empty();
        process = await http.LastAsync(attempt, 1);
        Support.Wire.Status(process).ShouldBe("failed");
        process["exit_code"]!.GetValue<long>().ShouldBe(3, "the code waited for room");
        (await http.OutputAsync(process)).ShouldContain("up\n");
        await http.MergedAsync(attempt);
        place.Git(place.Repository, "show", "main:work.txt").ShouldBe("work");
    }

    [MountFact]
    public async Task An_agent_that_writes_until_the_disk_is_full_fails_alone_and_can_be_cleaned_up()
    {
        var place = new Place();
        var disk = place.Keep(new SmallDisk(place.State, 24));
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);
        var done = await http.DoneAsync(project, "echo kept > kept.txt");
        var greedy = await http.RunAsync(
            project,
            "Greedy",
            command: "echo small > small.txt; dd if=/dev/zero of=fill bs=64k; rc=$?; rm -f fill; exit $rc"
        );
        var process = await http.LastAsync(greedy, 1);
        Support.Wire.Status(process).ShouldBe("failed");
        await http.MergedAsync(done);
        await http.MergedAsync(greedy);
        place.Git(place.Repository, "show", "main:small.txt").ShouldBe("small");
    }

    [MountFact]
    public async Task A_server_started_on_a_full_disk_says_so_in_one_line_and_starts_whole_when_there_is_room()
    {
        var place = new Place();
        var disk = place.Keep(new SmallDisk(place.State, 24));
        await using var server = await RunningServer.StartAsync(place);
        Guid attempt;
        using (var http = server.Http())
        {
            var project = await http.AddProjectAsync(place.Repository);
            attempt = await http.DoneAsync(project, "echo kept > kept.txt; echo said");
        }
        await server.StopAsync();
        disk.Fill();
        var refused = await Should.ThrowAsync<InvalidOperationException>(server.StartAsync);
        refused.Message.ShouldStartWith("The server ended with 3:");
        refused.Message.ShouldContain("forge: ");
        refused.Message.ShouldContain("disk", Case.Insensitive);
        refused.Message.Contains("   at ").ShouldBeFalse(refused.Message);
        disk.Empty();
        await server.StartAsync();
        using var again = server.Http();
        (await again.OutputAsync((await again.RestAsync(attempt, 1))[0])).ShouldBe("said\n");
        await again.MergedAsync(attempt);
    }

    [MountFact]
    public async Task A_full_disk_under_the_repository_is_told_and_no_checkout_is_left_half_way()
    {
        var place = new Place();
        var path = place.At("small-repo");
        var disk = place.Keep(new SmallDisk(path, 16));
        place.MakeRepository("small-repo");
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(path);
        // Small in git's store and big in a checkout.
        var big = await http.DoneAsync(
            project,
            "head -c 4000000 /dev/zero > big.bin; echo b > f1.txt; rm -f f2.txt; date +%N >> n.txt"
        );
        var main = place.Git(path, "rev-parse", "main");
        disk.Fill(leave: 2_000_000);
        await http.RefusedAsync(big, "merge", "is full", "40000", "Make room");
        Untouched(place, path, main);
        disk.Fill();
        var broken = await http.RunAsync(project, "None", command: "true");
        var process = await http.LastAsync(broken, 1);
        Support.Wire.Status(process).ShouldBe("failed");
        (await http.OutputAsync(process)).ShouldContain("Make room there and try again");
        await http.FollowUpAsync(big, "more");
        process = await http.LastAsync(big, 2);
        process.Text("exit_note").ShouldContain("could not be committed");
        process.Text("exit_note").ShouldContain("Make room there and try again");
        var merge = await http.DoAsync(big, "merge");
        ((int)merge.Status).ShouldBeOneOf(409, 507);
        merge.Message.ShouldContain("Make room", Case.Insensitive);
        Untouched(place, path, main);
        disk.Empty();
        await http.MergedAsync(big);
        new FileInfo(Path.Combine(path, "big.bin")).Length.ShouldBe(4_000_000);
        place.Git(path, "status", "--porcelain").ShouldBeEmpty();
        await place.FsckAsync(path, "--no-dangling");
        await http.DoneAsync(project, "true");
    }

    [MountFact]
    public async Task A_read_only_repository_is_told_and_the_work_waits_in_its_worktree()
    {
        var place = new Place();
        var path = place.At("small-repo");
        var disk = place.Keep(new SmallDisk(path, 16));
        place.MakeRepository("small-repo");
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(path);
        var attempt = await http.DoneAsync(project, "date +%N >> a.txt");
        disk.ReadOnly(true);
        var broken = await http.RunAsync(project, "None", command: "true");
        (await http.OutputAsync(await http.LastAsync(broken, 1))).ShouldContain(
            "Make it writable and try again"
        );
        await http.FollowUpAsync(attempt, "more");
        var process = await http.LastAsync(attempt, 2);
        process.Text("exit_note").ShouldContain("could not be committed");
        process.Text("exit_note").ShouldContain("Make it writable and try again");
        await http.RefusedAsync(attempt, "merge", "Make it writable and try again");
        disk.ReadOnly(false);
        await http.MergedAsync(attempt);
        File.ReadAllLines(Path.Combine(path, "a.txt")).Length.ShouldBe(2);
    }

    [MountFact]
    public async Task A_read_only_state_directory_is_refused_at_the_start_in_one_line()
    {
        var place = new Place();
        var disk = place.Keep(new SmallDisk(place.State, 24));
        await using var server = await RunningServer.StartAsync(place);
        Guid attempt;
        using (var http = server.Http())
            attempt = await http.DoneAsync(
                await http.AddProjectAsync(place.Repository),
                "echo said"
            );
        await server.StopAsync();
        disk.ReadOnly(true);
        var refused = await Should.ThrowAsync<InvalidOperationException>(server.StartAsync);
        refused.Message.ShouldStartWith("The server ended with 3:");
        refused.Message.ShouldContain($"The state directory {place.State} cannot be ");
        refused.Message.ShouldContain("set FORGE_HOME to another directory");
        refused.Message.ShouldNotContain("Another Forge server");
        refused.Message.Contains("   at ").ShouldBeFalse(refused.Message);
        disk.ReadOnly(false);
        await server.StartAsync();
        using var again = server.Http();
        (await again.OutputAsync((await again.RestAsync(attempt, 1))[0])).ShouldBe("said\n");
    }

    private static void Untouched(Place place, string path, string main)
    {
        place.Git(path, "rev-parse", "main").ShouldBe(main);
        place.Git(path, "status", "--porcelain", "--", ".", ":!filling").ShouldBeEmpty();
    }

    // The write-ahead log may have some room left in its last page.
    private static async Task<Reply> UntilRefusedAsync(HttpClient http, Guid project)
    {
        for (var i = 0; i < 500; i++)
        {
            var answer = await http.SendAsync(
                "/api/tasks",
                new() { ["project_id"] = project, ["title"] = $"T{i}" }
            );
            if (answer.Status != HttpStatusCode.OK)
                return answer;
        }
        throw new TimeoutException("a full disk takes rows for ever");
    }
}
