using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Security;

/// <summary>One server with two attempts, an agent's token for each, and the whole routing table.</summary>
public sealed class MatrixServer : IAsyncLifetime
{
    /// <summary>Needs a code instead of a token; AccessTests has it.</summary>
    public const string Login = "GET /login";

    internal RunningServer Server { get; private set; } = null!;
    internal Owned Own { get; private set; } = null!;
    internal Owned Other { get; private set; } = null!;
    internal IReadOnlyList<RuledRoute> Routes { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(new Place());
        using var http = Server.Http();
        Routes = [.. (await RuledRoute.AllAsync(http)).Where(r => r.ToString() != Login)];
        var project = await http.AddProjectAsync(Server.Place.Repository);
        Own = await OwnedAsync(http, project, "own");
        Other = await OwnedAsync(http, project, "other");
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private static async Task<Owned> OwnedAsync(HttpClient http, Guid project, string title)
    {
        var attempt = await http.RunAsync(project, title, command: "echo hello");
        var processes = await http.RestAsync(attempt, 1);
        var row = await http.AttemptAsync(attempt);
        return new Owned(
            project,
            Guid.Parse(row.Text("task_id")),
            attempt,
            Guid.Parse(processes[0].Id()),
            row.Text("container_ref"),
            (await http.TokenAsync("agent", attempt)).Secret
        );
    }
}

/// <summary>The ids that belong to one attempt, and its agent's token.</summary>
internal sealed record Owned(
    Guid Project,
    Guid Task,
    Guid Attempt,
    Guid Process,
    string Worktree,
    string Token
)
{
    public string Fill(string template)
    {
        var id =
            template.StartsWith("/api/task-attempts/") ? Attempt
            : template.StartsWith("/api/execution-processes/") ? Process
            : template.StartsWith("/api/tasks/") ? Task
            : template.StartsWith("/api/projects/") ? Project
            : Guid.NewGuid();
        return template
                .Replace("{id}", id.ToString())
                .Replace("{task_id}", Task.ToString())
                .Replace("{name}", "x")
            + $"?task_attempt_id={Attempt}&project_id={Project}&sha=HEAD&file_path=f1.txt"
            + $"&ref={Uri.EscapeDataString(Worktree)}&path=%2Fnowhere";
    }
}
