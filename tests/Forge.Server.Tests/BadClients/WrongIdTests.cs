using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadClients;

[Collection(BadClientsServer.Name)]
public sealed class WrongIdTests(BadClientsServer one)
{
    private static readonly string[] NoIds =
    [
        "zzz",
        "1",
        "3222b9b9-b1c0-4b29-92af-6545713b42d",
        "3222b9b9-b1c0-4b29-92af-6545713b42d3x",
        "..%2f..%2fetc",
        "%20",
        "' OR 1=1 --",
    ];

    [Fact]
    public async Task What_is_no_UUID_is_called_by_its_name_on_every_route_with_an_id()
    {
        using var http = one.Server.Http();
        var routes = await WithIdAsync(http);
        routes.Count.ShouldBeGreaterThan(25);
        foreach (var route in routes)
        foreach (var id in NoIds)
            (await AskAsync(http, route, id)).ShouldRefuse(400, "id: '", "is not a UUID");
        var second = await http.ReadAsync($"/api/projects/{one.Project}/tasks/zzz");
        second.ShouldRefuse(400, "task_id: 'zzz' is not a UUID");
    }

    [Fact]
    public async Task An_unknown_UUID_is_a_404_that_repeats_it_on_every_route_with_an_id()
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        var unknown = Guid.NewGuid();
        foreach (var route in await WithIdAsync(http))
            (await AskAsync(http, route, unknown)).ShouldRefuse(404, unknown.ToString());
        one.Rows().ShouldBe(before);
    }

    [Fact]
    public async Task An_id_of_another_kind_is_a_404_that_says_which_kind_it_is_of()
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        foreach (var route in await WithIdAsync(http))
        foreach (var (kind, id) in one.Ids.Where(i => i.Key != route.Kind))
        {
            var what = kind switch
            {
                "projects" => "of a project",
                "tasks" => "of a task",
                "task-attempts" => "of an attempt",
                _ => "of a process",
            };
            (await AskAsync(http, route, id)).ShouldRefuse(404, id.ToString(), what);
        }
        one.Rows().ShouldBe(before);
    }

    [Theory]
    [InlineData("/api/tasks?project_id={0}", "project_id")]
    [InlineData("/api/execution-processes?task_attempt_id={0}", "task_attempt_id")]
    [InlineData("/api/tasks/stream/ws?project_id={0}", "project_id")]
    [InlineData("/api/execution-processes/stream/ws?task_attempt_id={0}", "task_attempt_id")]
    public async Task An_id_behind_the_question_mark_is_looked_at_as_well(string path, string name)
    {
        using var http = one.Server.Http();
        (await http.ReadAsync(string.Format(path, "zzz"))).ShouldRefuse(400, $"{name}: 'zzz'");
        (await http.ReadAsync(string.Format(path, ""))).ShouldRefuse(400, name);
        (await http.ReadAsync(string.Format(path, Guid.Empty))).ShouldRefuse(404);
        var twice = string.Format(path, one.Project) + $"&{name}={one.Project}";
        (await http.ReadAsync(twice)).ShouldRefuse(400, name, "give it once");
        (await http.ReadAsync(string.Format(path, "%00"))).ShouldRefuse(400, name);
    }

    [Fact]
    public async Task An_id_in_a_body_that_leads_nowhere_changes_nothing()
    {
        using var http = one.Server.Http();
        var before = one.Rows();
        var unknown = Guid.NewGuid();
        (
            await http.AskAsync(
                HttpMethod.Put,
                $"/api/tasks/{one.Task}",
                $$"""{"title": "other", "parent_task_attempt": "{{unknown}}"}"""
            )
        ).ShouldRefuse(404, "parent_task_attempt", unknown.ToString());
        (
            await http.AskAsync(
                HttpMethod.Post,
                "/api/tasks",
                $$"""{"title": "x", "project_id": "{{one.Task}}"}"""
            )
        ).ShouldRefuse(404, "that is the id of a task");
        one.Rows().ShouldBe(before);
        (await http.ReadAsync($"/api/tasks/{one.Task}")).Data.Text("title").ShouldBe("A thing");
    }

    [Fact]
    public async Task What_is_made_below_a_project_that_goes_in_that_moment_is_made_or_refused()
    {
        using var http = one.Server.Http();
        var repository = one.Server.Place.MakeRepository("going");
        for (var round = 0; round < 15; round++)
        {
            var project = await http.AddProjectAsync(repository);
            var body = $$"""{"title": "x", "project_id": "{{project}}"}""";
            var made = Enumerable
                .Range(0, 12)
                .Select(_ => http.AskAsync(HttpMethod.Post, "/api/tasks", body))
                .ToList();
            var gone = http.AskAsync(HttpMethod.Delete, $"/api/projects/{project}");
            foreach (var reply in await Task.WhenAll(made))
                if ((int)reply.Status != 200)
                    reply.ShouldRefuse((int)reply.Status == 409 ? 409 : 404);
            // Tasks that came between make it refuse; the next one then finds all of them.
            if ((int)(await gone).Status != 200)
                await http.AskAsync(HttpMethod.Delete, $"/api/projects/{project}");
            (await http.ReadAsync($"/api/projects/{project}")).ShouldRefuse(404);
        }
        one.Server.Log.ShouldNotContain("fail:");
    }

    private static async Task<List<BookedRoute>> WithIdAsync(HttpClient http) =>
        [
            .. (await RouteBook.ReadAsync(http)).Where(r =>
                r.HasId
                && r.Kind != "approvals"
                // There the plan is asked for first, by its name.
                && !r.Template.Contains("{plan}")
            ),
        ];

    // A right body, so that only the id is wrong.
    private async Task<Reply> AskAsync(HttpClient http, BookedRoute route, object id)
    {
        var path = route.Fill(id, one.Task);
        var body =
            route.Bodies.Count > 0 ? one.Own(route.Bodies[0])
            : route.Method == "PUT" ? "{}"
            : null;
        if (route.Template.EndsWith("delete-file"))
            path += "?file_path=made.txt";
        if (route.Template.Contains("/commit-"))
            path += "?sha=abcd";
        return await http.AskAsync(new HttpMethod(route.Method), path, body);
    }
}
