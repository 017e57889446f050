using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Running;

/// <summary>A merge that a crash cut short between its intent and its end.</summary>
public sealed class MergeRecoveryTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private Guid _attempt;
    private string _branch = "";
    private string _squash = "";

    private string Repository => _server.Place.Repository;

    /// <summary>Killed when the squash commit exists and the intent is written, as the rows and the repository then are.</summary>
    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(new Place());
        using var http = _server.Http();
        var project = await http.AddProjectAsync(Repository);
        _attempt = await http.RunAsync(project, "Merge me", command: "echo one > made.txt");
        await http.RestAsync(_attempt, 1);
        _branch = await http.BranchAsync(_attempt);
        await _server.KillAsync();
        var main = Git("rev-parse", "main");
        _squash = Git("commit-tree", "-p", main, "-m", "squash", $"{_branch}^{{tree}}");
        Sqlite
            .Change(
                _server.Place,
                $"""
                INSERT INTO merges (id, attempt_id, state, merge_commit, target_branch, target_before, branch_before, created_at)
                SELECT '{Guid.NewGuid()}', id, 'pending', '{_squash}', 'main', '{main}', '{Git(
                    "rev-parse",
                    _branch
                )}', updated_at
                FROM attempts
                """
            )
            .ShouldBe(1);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task One_whose_target_had_moved_is_finished()
    {
        Git("merge", "-q", "--ff-only", _squash);
        await _server.StartAsync();
        using var http = _server.Http();
        (await http.TaskStatusAsync(_attempt)).ShouldBe("done");
        Git("rev-parse", _branch).ShouldBe(_squash);
        Sqlite.Text(_server.Place, "SELECT state FROM merges").ShouldBe("done");
        await GoesOnAsync(http);
    }

    [Fact]
    public async Task One_whose_target_had_not_moved_is_as_if_it_had_not_been()
    {
        var main = Git("rev-parse", "main");
        await _server.StartAsync();
        using var http = _server.Http();
        (await http.TaskStatusAsync(_attempt)).ShouldBe("inreview");
        Git("rev-parse", "main").ShouldBe(main);
        Sqlite.Number(_server.Place, "SELECT COUNT(*) FROM merges").ShouldBe(0);
        await GoesOnAsync(http);
    }

    [Fact]
    public async Task One_whose_repository_is_away_does_not_keep_the_server_from_starting()
    {
        var away = _server.Place.At("away");
        Directory.Move(Repository, away);
        await _server.StartAsync();
        using (var http = _server.Http())
            (await http.ReadAsync($"/api/task-attempts/{_attempt}")).Status.ShouldBe(
                HttpStatusCode.OK
            );
        Sqlite.Text(_server.Place, "SELECT state FROM merges").ShouldBe("pending");
        await _server.KillAsync();
        Directory.Move(away, Repository);
        await _server.StartAsync();
        Sqlite.Number(_server.Place, "SELECT COUNT(*) FROM merges").ShouldBe(0);
    }

    private async Task GoesOnAsync(HttpClient http)
    {
        var worktree = await http.WorktreeAsync(_attempt);
        File.WriteAllText(Path.Combine(worktree, "more.txt"), "by hand\n");
        var merge = await http.DoAsync(_attempt, "merge");
        merge.Status.ShouldBe(HttpStatusCode.OK, merge.Message);
        Git("show", "main:made.txt").ShouldBe("one");
        Git("show", "main:more.txt").ShouldBe("by hand");
        Git("status", "--porcelain").ShouldBeEmpty();
    }

    private string Git(params string[] arguments) => _server.Place.Git(Repository, arguments);
}
