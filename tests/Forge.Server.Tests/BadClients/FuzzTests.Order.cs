using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

/// <summary>What must be so after all of it.</summary>
public sealed partial class FuzzTests
{
    /// <summary>Everything that there is can be read, and the rows and repositories are whole.</summary>
    private async Task InsistOnOrderAsync()
    {
        foreach (var project in await IdsAsync("/api/projects"))
        {
            (await _http.ReadAsync($"/api/projects/{project}")).Status.ShouldBe(HttpStatusCode.OK);
            foreach (var task in await IdsAsync($"/api/tasks?project_id={project}"))
                (await _http.ReadAsync($"/api/tasks/{task}")).Status.ShouldBe(HttpStatusCode.OK);
        }
        foreach (var attempt in await IdsAsync("/api/task-attempts"))
        {
            (await _http.ReadAsync($"/api/task-attempts/{attempt}")).Status.ShouldBe(
                HttpStatusCode.OK
            );
            foreach (
                var process in await IdsAsync(
                    $"/api/execution-processes?task_attempt_id={attempt}&show_soft_deleted=true"
                )
            )
                (await _http.ReadAsync($"/api/execution-processes/{process}")).Status.ShouldBe(
                    HttpStatusCode.OK
                );
        }
        foreach (
            var path in new[]
            {
                "/api/info",
                "/api/config",
                "/api/profiles",
                "/api/gc",
                "/api/doctor",
            }
        )
            (await _http.ReadAsync(path)).Status.ShouldBe(HttpStatusCode.OK, path);
        Sqlite.Text(_server.Place, "PRAGMA integrity_check").ShouldBe("ok");
        Sqlite.Number(_server.Place, "SELECT count(*) FROM pragma_foreign_key_check").ShouldBe(0);
        await _server.Place.FsckAsync(
            _server.Place.Repository,
            "--connectivity-only",
            "--no-dangling"
        );
    }

    /// <summary>Each with the lines that say what it was.</summary>
    private string[] Complaints()
    {
        var lines = _server.Log.Split('\n');
        return
        [
            .. lines
                .Select((line, at) => (line, at))
                .Where(l =>
                    l.line.Contains("fail:")
                    || l.line.Contains("crit:")
                    || l.line.Contains("Unhandled")
                )
                .Select(l => string.Join('\n', lines.Skip(l.at).Take(9))),
        ];
    }
}
