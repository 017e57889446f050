using System.Net;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;
using static Forge.Server.Tests.BadGround.Grounds;

namespace Forge.Server.Tests.BadGround;

/// <summary>What a person may give to Forge as a repository.</summary>
public sealed class RepositoryKindTests(OneServer one) : IClassFixture<OneServer>, IDisposable
{
    private readonly Place _place = one.Server.Place;
    private readonly HttpClient _http = one.Server.Http();
    private readonly string _name = $"kind-{Guid.NewGuid():N}"[..12];

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task What_is_no_repository_is_told_what_would_make_it_one()
    {
        var plain = Directory.CreateDirectory(_place.At(_name)).FullName;
        var before = (await _http.ReadAsync("/api/projects")).Data.AsArray().Count;
        await InsistAsync(plain, plain, "`git init` and a first commit");
        await InsistAsync(Write(plain, "a.txt", "x"), "is a file", "directory of a git repository");
        await InsistAsync(Path.Combine(plain, "gone"), "does not exist", "forge init --moved");
        await InsistAsync("", "is not absolute", "the whole path");
        File.WriteAllText(Path.Combine(plain, ".git"), "gitdir: /nowhere/.git/worktrees/x\n");
        await InsistAsync(plain, "leads to a repository that is not there", "git worktree repair");
        (await _http.ReadAsync("/api/projects")).Data.AsArray().Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_repository_without_a_commit_asks_for_the_first_one()
    {
        var path = Directory.CreateDirectory(_place.At(_name)).FullName;
        _place.Git(path, "init", "-q", "-b", "main");
        await InsistAsync(path, "no commits yet", "Make a first commit", path);
        _place.Git(
            path,
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@b",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "1"
        );
        var project = await _http.AddProjectAsync(path);
        await _http.MergedAsync(await _http.DoneAsync(project, "echo 1 > a.txt"));
        File.ReadAllText(Path.Combine(path, "a.txt")).ShouldBe("1\n");
    }

    [Fact]
    public async Task A_repository_that_git_cannot_read_is_told_in_gits_words()
    {
        var path = _place.MakeRepository(_name);
        var config = Path.Combine(path, ".git", "config");
        var good = File.ReadAllText(config);
        File.WriteAllText(config, "[core\n");
        await InsistAsync(path, "Git cannot use the repository", "bad config line 1");
        File.WriteAllText(config, good);
        (await _http.AddAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Work_on_a_bare_repository_is_done_shown_and_merged()
    {
        var path = _place.At(_name + ".git");
        _place.Git(_place.Repository, "clone", "-q", "--bare", ".", path);
        var project = await _http.AddProjectAsync(path, new JsonObject { ["copy_files"] = ".env" });
        var found = await _http.ReadAsync($"/api/projects/{project}/search?q=a.c");
        found.Status.ShouldBe(HttpStatusCode.OK, found.Message);
        found.Data[0].Text("path").ShouldBe("src/a.c");
        var attempt = await _http.DoneAsync(project, "echo new > new.txt");
        await _http.MergedAsync(attempt);
        _place.Git(path, "show", "main:new.txt").ShouldBe("new");
        await _http.FollowUpAsync(attempt, "again");
        Support.Wire.Status(await _http.LastAsync(attempt, 2)).ShouldBe("completed");
    }

    [Fact]
    public async Task A_base_branch_that_is_missing_is_named_and_nothing_is_begun()
    {
        var path = _place.MakeRepository(_name);
        var project = await _http.AddProjectAsync(path);
        var refused = await _http.TryRunAsync(project, "no/such");
        refused.Status.ShouldBe(HttpStatusCode.NotFound);
        refused.Message.ShouldContain("no/such");
        refused.Message.ShouldContain($"`git branch -a` in {path}");
        (await _http.ReadAsync($"/api/tasks?project_id={project}")).Data.AsArray().ShouldBeEmpty();
        _place.Git(path, "for-each-ref", "refs/heads/forge").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_target_that_somebody_deleted_is_named_and_its_return_takes_the_work()
    {
        var path = _place.MakeRepository(_name);
        var project = await _http.AddProjectAsync(path);
        var attempt = (await _http.TryRunAsync(project, "dev", "echo kept > kept.txt")).Attempt();
        await _http.RestAsync(attempt, 1);
        _place.Git(path, "branch", "-D", "dev");
        await _http.RefusedAsync(attempt, "merge", "no local branch dev", "git branch dev");
        _place.Git(path, "branch", "dev", "main");
        await _http.MergedAsync(attempt);
        _place.Git(path, "show", "dev:kept.txt").ShouldBe("kept");
    }

    [Fact]
    public async Task A_detached_HEAD_needs_a_named_branch_and_stays_where_it_is()
    {
        var path = _place.MakeRepository(_name);
        _place.Git(path, "checkout", "-q", "--detach");
        var head = _place.Git(path, "rev-parse", "HEAD");
        var project = await _http.AddProjectAsync(path);
        var refused = await _http.TryRunAsync(project, null);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Message.ShouldContain("on no branch; name the branch to start from");
        await _http.MergedAsync(await _http.DoneAsync(project, "echo new > new.txt"));
        _place.Git(path, "show", "main:new.txt").ShouldBe("new");
        File.ReadAllText(Path.Combine(path, ".git", "HEAD")).Trim().ShouldBe(head);
        _place.Git(path, "status", "--porcelain").ShouldBeEmpty();
        File.Exists(Path.Combine(path, "new.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_linked_worktree_can_be_the_project_and_the_main_checkout_stays_as_it_is()
    {
        var path = _place.MakeRepository(_name);
        var linked = _place.At(_name + "-linked");
        _place.Git(path, "worktree", "add", "-q", "-b", "side", linked);
        var project = (await _http.AddAsync(Path.Combine(linked, "src"))).Id;
        (await _http.ReadAsync($"/api/projects/{project}"))
            .Data.Text("git_repo_path")
            .ShouldBe(linked);
        var attempt = (await _http.TryRunAsync(project, null, "echo s > side.txt")).Attempt();
        await _http.RestAsync(attempt, 1);
        await _http.MergedAsync(attempt);
        File.ReadAllText(Path.Combine(linked, "side.txt")).ShouldBe("s\n");
        _place.Git(linked, "status", "--porcelain").ShouldBeEmpty();
        _place.Git(path, "status", "--porcelain").ShouldBeEmpty();
        File.Exists(Path.Combine(path, "side.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repository_inside_the_checkout_of_another_one_is_worked_on_alone()
    {
        var outer = _place.MakeRepository(_name);
        var inner = _place.MakeRepository($"{_name}/lib/inner");
        var project = await _http.AddProjectAsync(inner);
        var main = _place.Git(outer, "rev-parse", "main");
        var attempt = await _http.DoneAsync(
            project,
            "echo in > in.txt; git rev-parse --show-toplevel"
        );
        await _http.MergedAsync(attempt);
        File.ReadAllText(Path.Combine(inner, "in.txt")).ShouldBe("in\n");
        _place.Git(outer, "rev-parse", "main").ShouldBe(main);
        _place.Git(outer, "for-each-ref", "refs/forge").ShouldBeEmpty();
        _place.Git(outer, "status", "--porcelain").ShouldBe("?? lib/");
    }

    private async Task InsistAsync(string path, params string[] words)
    {
        var refused = await _http.AddAsync(path);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Message);
        foreach (var word in words)
            refused.Message.ShouldContain(word);
    }
}
