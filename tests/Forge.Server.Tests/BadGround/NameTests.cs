using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>Names with everything that a file system, git and people allow.</summary>
public sealed class NameTests(OneServer one) : IClassFixture<OneServer>, IDisposable
{
    private const string Odd = "a b'c\"d\n$(x) -é 日本 \\ #;&%s";

    private readonly Place _place = one.Server.Place;
    private readonly HttpClient _http = one.Server.Http();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Any_name_of_a_repository_a_project_a_branch_a_task_and_a_file_is_carried_through()
    {
        var path = _place.MakeRepository(Odd);
        const string branch = "feat/ü'\"$(x)&日本";
        _place.Git(path, "checkout", "-q", "-b", branch);
        Write(path, ".env " + Odd, "secret\n");
        File.AppendAllText(Path.Combine(path, ".git", "info", "exclude"), ".env*\n");
        var project = await ProjectAsync(path);
        (await _http.ReadAsync($"/api/projects/{project}/branches"))
            .Data.AsArray()
            .Select(b => b.Text("name"))
            .ShouldContain(branch);
        var names = new[]
        {
            Odd,
            "-rf",
            "--",
            "ünï/co de.txt",
            ":(top)x",
            "tab\there",
            "nl\nnl",
            "\"q\"",
        };
        var started = await _http.SendAsync(
            "/api/tasks/create-and-start",
            Body(project, branch, names)
        );
        var attempt = started.Attempt();
        var process = await _http.LastAsync(attempt, 1);
        Support.Wire.Status(process).ShouldBe("completed", await _http.OutputAsync(process));
        (await _http.OutputAsync(process)).ShouldContain("secret");
        process.Text("exit_note").ShouldBeEmpty();
        await InsistOnDiffAsync(attempt, names);
        var merge = await _http.DoAsync(attempt, "merge");
        merge.Status.ShouldBe(HttpStatusCode.OK, merge.Message);
        foreach (var name in names)
            File.ReadAllText(Path.Combine(path, name)).ShouldBe("made\n", name);
        _place.Git(path, "symbolic-ref", "--short", "HEAD").ShouldBe(branch);
        _place.Git(path, "status", "--porcelain").ShouldBeEmpty();
        _place.Git(path, "log", "-1", "--format=%B").ShouldContain("Fix 'it' \"now\"");
        (await _http.ReadAsync($"/api/projects/{project}")).Data.Text("name").ShouldBe(Odd);
    }

    [Fact]
    public async Task A_file_whose_name_is_no_text_is_merged_as_it_is()
    {
        var path = _place.MakeRepository($"bytes-{Guid.NewGuid():N}");
        var project = await _http.AddProjectAsync(path);
        var attempt = await _http.DoneAsync(project, "printf one > \"$(printf 'a\\377b.txt')\"");
        (await _http.ReadAsync($"/api/task-attempts/{attempt}/branch-status")).Status.ShouldBe(
            HttpStatusCode.OK
        );
        await _http.MergedAsync(attempt);
        _place
            .Git(path, "-c", "core.quotePath=true", "ls-tree", "--name-only", "main")
            .ShouldContain("\"a\\377b.txt\"");
        _place.Git(path, "status", "--porcelain").ShouldBeEmpty();
        // It does not keep the trash from being emptied, either.
        await _http.DoAsync(attempt, "discard");
        var trash = Directory.EnumerateDirectories(Path.Combine(_place.State, "trash")).Single();
        var old = Path.Combine(
            Path.GetDirectoryName(trash)!,
            "2020" + Path.GetFileName(trash)[4..]
        );
        Directory.Move(trash, old);
        var gc = await _http.SendAsync("/api/gc", []);
        gc.Status.ShouldBe(HttpStatusCode.OK, gc.Message);
        Directory.EnumerateDirectories(Path.Combine(_place.State, "trash")).ShouldBeEmpty();
        _place.Git(path, "rm", "-q", "--", "a*b.txt");
    }

    [Fact]
    public async Task A_branch_called_forge_is_named_as_what_is_in_the_way()
    {
        var path = _place.MakeRepository($"forge-{Guid.NewGuid():N}");
        _place.Git(path, "branch", "forge");
        var project = await _http.AddProjectAsync(path);
        var attempt = await _http.RunAsync(project, "Blocked", command: "true");
        var said = await _http.OutputAsync(await _http.LastAsync(attempt, 1));
        said.ShouldContain("a branch of that very name is in the way. Rename it (git branch -m)");
        _place.Git(path, "branch", "-m", "forge", "other");
        await _http.DoneAsync(project, "true");
    }

    [Fact]
    public async Task A_state_directory_of_any_name_works()
    {
        var place = new Place(Odd);
        await using var server = await RunningServer.StartAsync(place);
        using var http = server.Http();
        var project = await http.AddProjectAsync(place.Repository);
        var attempt = await http.DoneAsync(project, "echo one > one.txt; pwd");
        await http.FollowUpAsync(attempt, "two");
        Support.Wire.Status(await http.LastAsync(attempt, 2)).ShouldBe("completed");
        (await http.DoAsync(attempt, "merge")).Status.ShouldBe(HttpStatusCode.OK);
        File.ReadAllText(Path.Combine(place.Repository, "one.txt")).ShouldBe("one\n");
        (await http.DoAsync(attempt, "discard")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Guid> ProjectAsync(string path)
    {
        var made = await _http.SendAsync(
            "/api/projects",
            new JsonObject
            {
                ["name"] = Odd,
                ["git_repo_path"] = path,
                ["copy_files"] = ".env*",
            }
        );
        made.Status.ShouldBe(HttpStatusCode.OK, made.Message);
        made.Data.Text("git_repo_path").ShouldBe(path);
        return made.Id;
    }

    private static JsonObject Body(Guid project, string branch, IEnumerable<string> names) =>
        new()
        {
            ["task"] = new JsonObject
            {
                ["project_id"] = project,
                ["title"] = "Fix 'it' \"now\"\n日本 -- $(x) \\",
            },
            ["executor_profile_id"] = new JsonObject
            {
                ["executor"] = "SHELL",
                ["command"] =
                    "cat .env*; mkdir -p ünï; "
                    + string.Concat(
                        names.Select(n => $"echo made > ./'{n.Replace("'", "'\\''")}'; ")
                    ),
            },
            ["base_branch"] = branch,
        };

    private async Task InsistOnDiffAsync(Guid attempt, IEnumerable<string> names)
    {
        using var answer = await _http.GetAsync($"/api/task-attempts/{attempt}/patch");
        var patch = Path.Combine(_place.Root, $"{attempt}.patch");
        await File.WriteAllBytesAsync(patch, await answer.Content.ReadAsByteArrayAsync());
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var counted = _place.Git(_place.Repository, "apply", "--numstat", "-z", patch).Split('\0');
        counted
            .Select(c => c.Split('\t', 3)[^1])
            .Where(n => n.Length > 0)
            .Order(StringComparer.Ordinal)
            .ShouldBe(names.Order(StringComparer.Ordinal));
    }
}
