using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>Paths that want out: nothing outside is read, written or deleted, whatever they are spelt like.</summary>
[Collection(BadClientsServer.Name)]
public sealed class TraversalTests(BadClientsServer one) : IDisposable
{
    private readonly string _canary = Canary(one);

    public static TheoryData<string> Spellings =>
        [
            "../../../canary.txt",
            "..%2f..%2f..%2fcanary.txt",
            "%2e%2e/%2e%2e/%2e%2e/canary.txt",
            "..%252f..%252f..%252fcanary.txt",
            "src/../../../../canary.txt",
            "./../../../canary.txt",
            "....//....//....//canary.txt",
            "..\\..\\..\\canary.txt",
            "..%5c..%5c..%5ccanary.txt",
            "{canary}",
            "/{canary}",
            "{canaryEscaped}",
            "file://{canary}",
            "out/canary.txt",
            "outfile",
            "canary.txt%00.c",
            "{canary}%00",
            ".git",
            ".git/config",
            "./.git/HEAD",
            "src/../.git",
            "..",
            ".",
            "",
            "~/canary.txt",
        ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task No_spelling_deletes_a_file_outside_the_worktree(string spelling)
    {
        using var http = one.Server.Http();
        var worktree = await http.WorktreeAsync(one.Attempt);
        Link(Path.Combine(worktree, "out"), one.Server.Place.Root);
        Link(Path.Combine(worktree, "outfile"), _canary);
        var git = await File.ReadAllTextAsync(Path.Combine(worktree, ".git"));
        // As it stands in the address, and decoded once more by a client that was careless.
        foreach (var path in new[] { Here(spelling), Uri.EscapeDataString(Here(spelling)) })
        {
            var reply = await http.AskAsync(
                HttpMethod.Post,
                $"/api/task-attempts/{one.Attempt}/delete-file?file_path={path}"
            );
            ((int)reply.Status).ShouldBeOneOf(400, 404, 422);
            reply.ShouldRefuse((int)reply.Status);
            reply.Message.ShouldMatch("file");
        }
        (await File.ReadAllTextAsync(_canary)).ShouldBe("sings\n");
        (await File.ReadAllTextAsync(Path.Combine(worktree, ".git"))).ShouldBe(git);
        File.Delete(Path.Combine(worktree, "out"));
        File.Delete(Path.Combine(worktree, "outfile"));
    }

    [Fact]
    public async Task No_spelling_copies_a_file_from_outside_into_a_worktree()
    {
        using var http = one.Server.Http();
        var repo = one.Server.Place.MakeRepository("copy");
        Link(Path.Combine(repo, "out"), one.Server.Place.Root);
        Link(Path.Combine(repo, "outfile"), _canary);
        await File.WriteAllTextAsync(Path.Combine(repo, ".git", "info", "exclude"), "own.env\n");
        await File.WriteAllTextAsync(Path.Combine(repo, "own.env"), "own\n");
        var globs = All().Select(Here).Where(s => s != ".").Append("own.env");
        var more = new JsonObject { ["copy_files"] = string.Join('\n', globs) };
        var project = await http.AddProjectAsync(repo, more);
        var attempt = await http.RunAsync(project, "Copy", command: "true");
        await http.RestAsync(attempt, 1);
        var worktree = await http.WorktreeAsync(attempt);
        var files = Directory.GetFiles(worktree, "*", SearchOption.AllDirectories);
        files.ShouldContain(Path.Combine(worktree, "own.env"));
        files.ShouldAllBe(f => !File.ReadAllText(f).Contains("sings"));
        (await File.ReadAllTextAsync(_canary)).ShouldBe("sings\n");
    }

    [Theory]
    [InlineData("/{0}")]
    [InlineData("/api/{0}")]
    [InlineData("/api/images/{0}/file")]
    [InlineData("/api/sounds/{0}")]
    [InlineData("/api/projects/{0}")]
    [InlineData("/assets/{0}")]
    [InlineData("//{0}")]
    public async Task No_address_serves_a_file(string address)
    {
        foreach (var spelling in All())
        foreach (var root in new[] { "", "../../../../../../../../../..", "%2e%2e%2f%2e%2e%2f" })
        {
            var path = string.Format(address, root + Here(spelling)).Replace(' ', '+');
            var reply = await RawConnection.AskAsync(
                one.Server,
                RawConnection.Head(one.Server, $"GET {path}", "Connection: close")
            );
            reply.Status.ShouldBeOneOf(200, 400, 404, 405, 501);
            reply.Body.ShouldNotContain("sings");
            // Two dots may lead to a right address of ours, such as the list of projects; never to anything else.
            if (reply.Status == 200)
                reply.Body.ShouldStartWith("{\"success\":true");
        }
    }

    [Theory]
    [InlineData("relative/repo", 422)]
    [InlineData("../repo", 422)]
    [InlineData("~/repo", 422)]
    [InlineData("..", 422)]
    [InlineData("/proc/forge-was-here", 422)]
    [InlineData("{root}/repo/f1.txt", 422)]
    [InlineData("{root}/repo/f1.txt/below", 422)]
    [InlineData("{root}/long-{long}", 422)]
    [InlineData("", 422)]
    public async Task A_project_path_that_cannot_be_one_is_refused_and_makes_nothing(
        string path,
        int status
    )
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        foreach (var existing in new[] { true, false })
        {
            var reply = await http.SendAsync(
                "/api/projects",
                new JsonObject
                {
                    ["name"] = "x",
                    ["git_repo_path"] = Here(path).Replace("{long}", new string('x', 300)),
                    ["use_existing_repo"] = existing,
                }
            );
            ((int)reply.Status).ShouldBeOneOf(status, 409);
            reply.ShouldRefuse((int)reply.Status);
        }
        one.Rows().ShouldBe(before);
        Directory.Exists("/proc/forge-was-here").ShouldBeFalse();
    }

    [Theory]
    [InlineData("directory", "relative")]
    [InlineData("directory", "../..")]
    [InlineData("directory", "/no/such/place")]
    [InlineData("directory", "/%00")]
    [InlineData("directory", "{root}/repo/f1.txt")]
    [InlineData("git-repos", "relative")]
    [InlineData("git-repos", "/no/such/place")]
    [InlineData("git-repos", "/%00etc")]
    public async Task A_folder_that_cannot_be_looked_into_is_told_so(string route, string path)
    {
        using var http = one.Server.Http();
        var reply = await http.ReadAsync($"/api/filesystem/{route}?path={Here(path)}");
        ((int)reply.Status).ShouldBeOneOf(400, 404);
        reply.ShouldRefuse((int)reply.Status);
    }

    [Fact]
    public async Task Looking_for_repositories_below_the_kernels_own_folders_ends()
    {
        using var http = one.Server.Http();
        foreach (var path in new[] { "/proc", "/sys", "/dev" })
            (await http.ReadAsync($"/api/filesystem/git-repos?path={path}")).Data.AsArray();
        (await http.ReadAsync("/api/filesystem/directory?path=/proc/self/fd")).Data["entries"]!
            .AsArray()
            .Count.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("--output={canary}")]
    [InlineData("-O{canary}")]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("HEAD:f1.txt")]
    [InlineData("@{-1}")]
    [InlineData("abcd..abcd")]
    public async Task A_commit_is_an_object_id_and_nothing_that_git_would_read_as_more(string sha)
    {
        using var http = one.Server.Http();
        foreach (var verb in new[] { "commit-info", "commit-compare" })
            (
                await http.ReadAsync(
                    $"/api/task-attempts/{one.Attempt}/{verb}?sha={Uri.EscapeDataString(Here(sha))}"
                )
            ).ShouldRefuse(404, "no commit");
        (await File.ReadAllTextAsync(_canary)).ShouldBe("sings\n");
    }

    [Theory]
    [InlineData("--exec=touch pwned")]
    [InlineData("-i")]
    [InlineData("../main")]
    [InlineData("main:evil")]
    [InlineData("refs/../../x")]
    [InlineData("main\nevil")]
    public async Task A_branch_is_a_name_and_nothing_that_git_would_read_as_more(string branch)
    {
        using var http = one.Server.Http();
        var before = (await http.AttemptAsync(one.Attempt)).ToJsonString();
        var asked = new (string, JsonObject)[]
        {
            ("rebase", new JsonObject { ["new_base_branch"] = branch }),
            ("rebase", new JsonObject { ["old_base_branch"] = branch }),
            ("change-target-branch", new JsonObject { ["new_target_branch"] = branch }),
        };
        foreach (var (verb, body) in asked)
        {
            var reply = await http.SendAsync($"/api/task-attempts/{one.Attempt}/{verb}", body);
            ((int)reply.Status).ShouldBeOneOf(404, 409, 422);
            reply.ShouldRefuse((int)reply.Status);
        }
        (await http.AttemptAsync(one.Attempt)).ToJsonString().ShouldBe(before);
        Directory
            .EnumerateFiles(one.Server.Place.Root, "pwned", SearchOption.AllDirectories)
            .ShouldBeEmpty();
    }

    public void Dispose() => File.Delete(_canary);

    private static string Canary(BadClientsServer one)
    {
        var path = one.Server.Place.At("canary.txt");
        File.WriteAllText(path, "sings\n");
        return path;
    }

    private static IEnumerable<string> All() =>
        ((IEnumerable<object[]>)Spellings).Select(row => (string)row[0]);

    private string Here(string spelling) =>
        spelling
            .Replace("{canaryEscaped}", Uri.EscapeDataString(_canary))
            .Replace("{canary}", _canary)
            .Replace("{root}", one.Server.Place.Root);

    private static void Link(string path, string target)
    {
        if (new FileInfo(path).LinkTarget is null)
            File.CreateSymbolicLink(path, target);
    }
}
