using System.Net;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

/// <summary>
/// Every route of the server's own table, with every role. What is expected is not asked of the code that decides: it
/// follows from the method and, for agents, from the list below. A new route is in it by being there.
/// </summary>
public sealed class RoleMatrixTests(MatrixServer one) : IClassFixture<MatrixServer>
{
    /// <summary>All that an agent may ask about its own attempt. Whoever adds a line gives every agent that right.</summary>
    private static readonly string[] Agents =
    [
        "GET /api/containers/info",
        "GET /api/execution-processes",
        "GET /api/execution-processes/stream/ws",
        "GET /api/execution-processes/{id}",
        "GET /api/execution-processes/{id}/normalized-logs/ws",
        "GET /api/execution-processes/{id}/raw-logs/ws",
        "GET /api/task-attempts/{id}",
        "GET /api/task-attempts/{id}/branch-status",
        "GET /api/task-attempts/{id}/commit-compare",
        "GET /api/task-attempts/{id}/commit-info",
        "GET /api/task-attempts/{id}/diff",
        "GET /api/task-attempts/{id}/diff/ws",
        "GET /api/task-attempts/{id}/patch",
        "GET /api/tasks/{id}",
        "POST /api/task-attempts/{id}/report",
    ];

    /// <summary>Shows nothing of anybody.</summary>
    private static readonly string[] Everybodys =
    [
        "GET /api/access",
        "GET /api/forge/auth-required",
        "GET /api/health",
        "GET /api/openapi.json",
        "GET /api/routes",
    ];

    private const string Health = "GET /health";

    private readonly RunningServer _server = one.Server;
    private readonly Owned _own = one.Own;
    private readonly Owned _other = one.Other;
    private readonly IReadOnlyList<RuledRoute> _routes = one.Routes;

    [Fact]
    public async Task Every_route_of_the_table_declares_whom_it_lets_in()
    {
        _routes.Count.ShouldBeGreaterThan(110);
        _routes.Where(r => r.Rule == "undeclared").ShouldBeEmpty();
        // What changes something is never declared as something that is only read.
        _routes
            .Where(r => r.Method != "GET" && r.Rule is not ("operate" or "report"))
            .ShouldBeEmpty();
        // All that is listed has a rule.
        using var http = _server.Http();
        var listed = (await http.ReadAsync("/api/routes")).Body["routes"]!
            .AsObject()
            .SelectMany(g => g.Value!.AsArray())
            .Select(line => line!.GetValue<string>());
        listed.Except([.. _routes.Select(r => r.ToString()), MatrixServer.Login]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_without_a_token_gets_more_than_the_health()
    {
        using var http = _server.Http(withToken: false);
        await ShouldAnswerAsync(
            http,
            _own,
            r => r.ToString() == Health ? Expected.Let : Expected.Unknown
        );
    }

    [Fact]
    public async Task A_viewer_reads_all_but_the_tokens_and_changes_nothing()
    {
        using var person = _server.Http();
        using var http = _server.HttpAs((await person.TokenAsync("viewer")).Secret);
        await ShouldAnswerAsync(
            http,
            _own,
            r =>
                r.Method == "GET" && !r.Template.StartsWith("/api/tokens")
                    ? Expected.Let
                    : Expected.Refused
        );
    }

    [Fact]
    public async Task An_agent_reads_its_own_attempt_and_nothing_else()
    {
        using var http = _server.HttpAs(_own.Token);
        await ShouldAnswerAsync(
            http,
            _own,
            r => Agents.Contains(r.ToString()) || IsEverybodys(r) ? Expected.Let : Expected.Refused
        );
    }

    [Fact]
    public async Task An_agent_is_refused_what_is_anothers_as_if_it_were_not_there()
    {
        using var http = _server.HttpAs(_own.Token);
        await ShouldAnswerAsync(http, _other, IsEverybodysOnly);
        await ShouldAnswerAsync(http, Nothing(), IsEverybodysOnly);
        var there = await http.ReadAsync($"/api/task-attempts/{_other.Attempt}");
        var gone = await http.ReadAsync($"/api/task-attempts/{Guid.Empty}");
        there
            .Message.Replace(_other.Attempt.ToString(), "")
            .ShouldBe(gone.Message.Replace(Guid.Empty.ToString(), ""));
        (await http.ReadAsync("/api/task-attempts/zzz")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/api/execution-processes?task_attempt_id={own}&task_attempt_id={other}")]
    [InlineData("/api/execution-processes?task_attempt_id={other}&task_attempt_id={own}")]
    [InlineData("/api/execution-processes?task_attempt_id={own}&Task_Attempt_Id={other}")]
    [InlineData("/api/execution-processes?id={own}&task_attempt_id={other}")]
    [InlineData("/api/execution-processes")]
    [InlineData("/api/execution-processes/stream/ws?task_attempt_id={other}")]
    [InlineData("/api/task-attempts/{other}?id={own}")]
    [InlineData("/api/task-attempts/{other}/diff?task_attempt_id={own}")]
    [InlineData("/api/task-attempts/%2e%2e/{other}")]
    [InlineData("/api/TASK-ATTEMPTS/{other}")]
    [InlineData("/api/containers/info?ref=")]
    public async Task An_agents_own_id_beside_anothers_opens_nothing(string address)
    {
        using var http = _server.HttpAs(_own.Token);
        var reply = await http.ReadAsync(
            address
                .Replace("{own}", _own.Attempt.ToString())
                .Replace("{other}", _other.Attempt.ToString())
        );
        reply.Status.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        reply.Body.ToJsonString().ShouldNotContain("\"data\":{");
    }

    [Fact]
    public async Task A_person_may_all_whatever_kind_of_token_it_is()
    {
        using var person = _server.Http();
        using var made = _server.HttpAs((await person.TokenAsync("operator")).Secret);
        // Ids of nothing: what would stop, merge or delete then finds nothing to do it to.
        await ShouldAnswerAsync(person, Nothing(), _ => Expected.Let);
        await ShouldAnswerAsync(made, Nothing(), _ => Expected.Let);
    }

    private static Expected IsEverybodysOnly(RuledRoute route) =>
        IsEverybodys(route) ? Expected.Let : Expected.Refused;

    private static bool IsEverybodys(RuledRoute route) =>
        route.ToString() == Health || Everybodys.Contains(route.ToString());

    private async Task ShouldAnswerAsync(
        HttpClient http,
        Owned ids,
        Func<RuledRoute, Expected> expected
    )
    {
        List<string> wrong = [];
        foreach (var route in _routes)
        {
            using var request = new HttpRequestMessage(new(route.Method), ids.Fill(route.Template));
            using var answer = await http.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead
                )
                .WaitAsync(RunningServer.Deadline);
            var got = answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => Expected.Unknown,
                HttpStatusCode.Forbidden => Expected.Refused,
                _ => Expected.Let,
            };
            if (got != expected(route))
                wrong.Add($"{route}: {expected(route)} expected, {(int)answer.StatusCode} came");
        }
        wrong.ShouldBeEmpty();
    }

    private Owned Nothing() =>
        new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "/nowhere", "");

    private enum Expected
    {
        /// <summary>Let through to the route, whatever that then says.</summary>
        Let,

        /// <summary>403.</summary>
        Refused,

        /// <summary>401.</summary>
        Unknown,
    }
}
