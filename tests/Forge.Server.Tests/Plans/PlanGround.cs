using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Forge.Planning.Folders;
using Forge.Planning.Plans;
using Forge.Server.Tests.Crash;
using Forge.Server.Tests.Support;

namespace Forge.Server.Tests.Plans;

/// <summary>A group as the wish of a test has it.</summary>
internal sealed record GroupWish(string Id, params string[] DependsOn)
{
    /// <summary>Null: nothing is declared.</summary>
    public string? Files { get; init; }
    public string? Validation { get; init; }
    public string? Acceptance { get; init; }
}

/// <summary>A server with a repository that has a planned wish.</summary>
internal sealed class PlanGround : IAsyncDisposable
{
    public const string Slug = "made";

    /// <summary>An agent that makes a file of its group's name.</summary>
    public const string MakesFile = "echo made by $FORGE_GROUP > $FORGE_GROUP.txt";

    private PlanGround(CrashGround ground) => Ground = ground;

    public CrashGround Ground { get; }
    public HttpClient Http => Ground.Http;
    public string Repository => Ground.Place.Repository;
    public string Wish => $".genie/wishes/{Slug}/{Slug}-wish.md";

    public static async Task<PlanGround> StartAsync(
        IEnumerable<GroupWish> groups,
        params (string, string)[] settings
    )
    {
        var ground = new PlanGround(await CrashGround.StartAsync(settings));
        ground.Write([.. groups]);
        return ground;
    }

    /// <summary>Writes the wish and its plan, as <c>forge plan</c> does.</summary>
    public void Write(IReadOnlyList<GroupWish> groups, string? whole = null)
    {
        var text = Text(groups, whole);
        var path = Path.Combine(Repository, Wish);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        var wish = WishOnDisk.Read(text, path, null);
        var facts = PlanFolder.Read(
            Repository,
            Wish,
            text,
            wish,
            ["main", "dev"],
            "main",
            TimeProvider.System.GetUtcNow()
        );
        var outcome = Planner.Plan(wish, facts);
        outcome.IsBlocked.ShouldBeFalse(
            string.Join('\n', outcome.Plan.Blockers.Select(b => b.Text))
        );
        foreach (var change in outcome.Changes.Files.Where(c => c.Writes))
        {
            var file = Path.Combine(Repository, change.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (change.New is null)
                File.Delete(file);
            else
                File.WriteAllText(file, change.New);
        }
    }

    public Task<Reply> ApproveAsync(JsonObject? more = null)
    {
        var body = new JsonObject { ["project_id"] = Ground.Project.ToString(), ["wish"] = Slug };
        foreach (var (name, value) in more ?? [])
            body[name] = value?.DeepClone();
        return Http.SendAsync("/api/plans", body);
    }

    /// <summary>Approves it and starts it with a shell command for an agent.</summary>
    public async Task BeginAsync(string command, JsonObject? more = null)
    {
        Ok(await ApproveAsync());
        Ok(await StartPlanAsync(command, more));
    }

    public Task<Reply> StartPlanAsync(string command, JsonObject? more = null)
    {
        var body = new JsonObject { ["executor"] = "SHELL", ["command"] = command };
        foreach (var (name, value) in more ?? [])
            body[name] = value?.DeepClone();
        return Http.SendAsync($"/api/plans/{Slug}/start", body);
    }

    public Task<Reply> DoAsync(string what, JsonObject? body = null) =>
        Http.SendAsync($"/api/plans/{Slug}/{what}", body ?? []);

    public Task<Reply> MergeAsync(string group, JsonObject? body = null) =>
        DoAsync($"groups/{group}/merge", body);

    public async Task<JsonNode> StatusAsync() =>
        Ok(await Http.ReadAsync($"/api/plans/{Slug}")).Data;

    /// <summary>The plan, once a group is in a state.</summary>
    public async Task<JsonNode> UntilAsync(string group, string state)
    {
        var reply = await Http.UntilAsync(
            $"/api/plans/{Slug}",
            r => Group(r.Data, group)["state"]!.GetValue<string>() == state
        );
        return Group(reply.Data, group);
    }

    public async Task<JsonNode> UntilPlanAsync(string state) =>
        (
            await Http.UntilAsync(
                $"/api/plans/{Slug}",
                r => r.Data["state"]!.GetValue<string>() == state
            )
        ).Data;

    public static JsonNode Group(JsonNode plan, string id) =>
        plan["groups"]!.AsArray().First(g => g!["id"]!.GetValue<string>() == id)!;

    public static Reply Ok(Reply reply)
    {
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Message);
        return reply;
    }

    public string Git(params string[] arguments) => Ground.Place.Git(Repository, arguments);

    public ValueTask DisposeAsync() => Ground.DisposeAsync();

    private static string Text(IReadOnlyList<GroupWish> groups, string? whole)
    {
        var text = new StringBuilder(
            """
            # Wish: Things are made

            **Status:** APPROVED

            ## Evaluation Matrix (100 points)
            ### Implementation (100)
            - Validation commands pass (100 pts)

            <spec_contract>
            - **Scope:** files of the groups
            - **Out of scope:** all else
            - **Success metrics:** every file is there
            - **External tasks:** none
            - **Dependencies:** none
            </spec_contract>

            ## Execution Groups

            """
        );
        foreach (var group in groups)
        {
            text.Append($"\n### Group {group.Id} – makes {group.Id.ToLowerInvariant()}\n");
            text.Append($"- **Goal:** make {group.Id}.txt\n");
            if (group.Files is not null)
                text.Append($"- **Files:** {group.Files}\n");
            if (group.Acceptance is not null)
                text.Append($"- **Acceptance Criteria:**\n  - {group.Acceptance}\n");
            if (group.Validation is not null)
                text.Append($"- **Validation:** `{group.Validation}`\n");
            text.Append(
                $"- **Dependencies:** {(group.DependsOn.Length == 0 ? "none" : string.Join(", ", group.DependsOn.Select(d => $"Group {d}")))}\n"
            );
        }
        if (whole is not null)
            text.Append($"\n## Validation\n\n```bash\n{whole}\n```\n");
        return text.ToString();
    }
}
