using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.BadGround;

/// <summary>What tests on bad ground do again and again.</summary>
internal static class Grounds
{
    /// <summary>A run that went well; its work is a commit on its branch.</summary>
    public static async Task<Guid> DoneAsync(
        this HttpClient http,
        Guid project,
        string command,
        string title = "Work"
    )
    {
        var attempt = await http.RunAsync(project, title, command: command);
        var process = (await http.RestAsync(attempt, 1))[0]!;
        Support.Wire.Status(process).ShouldBe("completed", await http.OutputAsync(process));
        return attempt;
    }

    /// <summary>Looks until it is so; a deadline that passes names what was waited for.</summary>
    public static async Task UntilAsync(
        Func<bool> isSo,
        [CallerArgumentExpression(nameof(isSo))] string what = ""
    )
    {
        using var limit = new CancellationTokenSource(RunningServer.Deadline);
        while (!isSo())
        {
            limit.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }
    }

    /// <summary>Creates and starts, with whatever answer; null as base branch leaves it to the checkout.</summary>
    public static Task<Reply> TryRunAsync(
        this HttpClient http,
        Guid project,
        string? baseBranch,
        string command = "true"
    ) =>
        http.SendAsync(
            "/api/tasks/create-and-start",
            new JsonObject
            {
                ["task"] = new JsonObject { ["project_id"] = project, ["title"] = "Try" },
                ["executor_profile_id"] = new JsonObject
                {
                    ["executor"] = "SHELL",
                    ["command"] = command,
                },
                ["base_branch"] = baseBranch,
            }
        );

    public static Guid Attempt(this Reply started)
    {
        started.Status.ShouldBe(HttpStatusCode.OK, started.Message);
        return Guid.Parse(started.Data["attempts"]![0]!["id"]!.GetValue<string>());
    }

    public static Task<Reply> AddAsync(this HttpClient http, string path) =>
        http.SendAsync(
            "/api/projects",
            new JsonObject { ["name"] = "p", ["git_repo_path"] = path }
        );

    public static async Task<Reply> MergedAsync(this HttpClient http, Guid attempt)
    {
        var merge = await http.DoAsync(attempt, "merge");
        merge.Status.ShouldBe(HttpStatusCode.OK, merge.Message);
        return merge;
    }

    /// <summary>Refused with a conflict whose text holds all of these.</summary>
    public static async Task<Reply> RefusedAsync(
        this HttpClient http,
        Guid attempt,
        string verb,
        params string[] words
    )
    {
        var refused = await http.DoAsync(attempt, verb);
        refused.Status.ShouldBe(HttpStatusCode.Conflict, refused.Message);
        foreach (var word in words)
            refused.Message.ShouldContain(word);
        return refused;
    }

    public static string Write(string directory, string name, string text)
    {
        var path = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public static void WriteProgram(string directory, string name, string text) =>
        File.SetUnixFileMode(
            Write(directory, name, text),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );

    /// <summary>The last process of a run, when all is at rest.</summary>
    public static async Task<JsonNode> LastAsync(this HttpClient http, Guid attempt, int count) =>
        (await http.RestAsync(attempt, count))[count - 1]!;
}
