using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Forge.Api;

namespace Forge.EndToEnd.Tests.Wire;

/// <summary>The records of Forge.Api against the recordings of the old server: read, write, compare.</summary>
public sealed class RecordedAnswersTests
{
    private static readonly JsonObject[] Recordings =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", "rest.jsonl"))
            .Select(line => JsonNode.Parse(line)!.AsObject()),
    ];

    public static TheoryData<string, JsonTypeInfo> Answers() =>
        new()
        {
            { "health", ForgeJson.Wire.Health },
            { "routes", ForgeJson.Wire.RouteList },
            { "auth-required", ForgeJson.Wire.AuthRequired },
            { "api health", ForgeJson.Wire.EnvelopeString },
            { "system info", ForgeJson.Wire.EnvelopeInfo },
            { "config put", ForgeJson.Wire.EnvelopeConfig },
            { "profiles get", ForgeJson.Wire.EnvelopeProfiles },
            { "project create", ForgeJson.Wire.EnvelopeProject },
            { "projects empty or not", ForgeJson.Wire.EnvelopeIReadOnlyListProject },
            { "project create duplicate path", ForgeJson.Wire.EnvelopeProject },
            { "branches", ForgeJson.Wire.EnvelopeIReadOnlyListBranch },
            { "search full", ForgeJson.Wire.EnvelopeIReadOnlyListSearchResult },
            { "task create", ForgeJson.Wire.EnvelopeWorkTask },
            { "tasks list", ForgeJson.Wire.EnvelopeIReadOnlyListTaskWithStatus },
            { "create-and-start", ForgeJson.Wire.EnvelopeStartedTask },
            { "attempt get", ForgeJson.Wire.EnvelopeTaskAttempt },
            { "attempts of task", ForgeJson.Wire.EnvelopeIReadOnlyListTaskAttempt },
            { "processes", ForgeJson.Wire.EnvelopeIReadOnlyListExecutionProcess },
            { "processes after follow-up", ForgeJson.Wire.EnvelopeIReadOnlyListExecutionProcess },
            { "processes killed", ForgeJson.Wire.EnvelopeIReadOnlyListExecutionProcess },
            { "process get", ForgeJson.Wire.EnvelopeExecutionProcess },
            { "follow-up", ForgeJson.Wire.EnvelopeExecutionProcess },
            { "replace-process", ForgeJson.Wire.EnvelopeReplacedProcess },
            { "branch status", ForgeJson.Wire.EnvelopeBranchStatus },
            { "branch status merged", ForgeJson.Wire.EnvelopeBranchStatus },
            { "branch status in conflict", ForgeJson.Wire.EnvelopeBranchStatus },
            { "rebase conflicting", ForgeJson.Wire.EnvelopeJsonNode },
            { "commit-info", ForgeJson.Wire.EnvelopeCommitInfo },
            { "commit-compare", ForgeJson.Wire.EnvelopeCommitCompare },
            { "children", ForgeJson.Wire.EnvelopeAttemptChildren },
            { "change-target-branch", ForgeJson.Wire.EnvelopeChangedTarget },
            { "containers info", ForgeJson.Wire.EnvelopeContainerInfo },
            { "fs directory", ForgeJson.Wire.EnvelopeDirectoryList },
            { "fs git-repos", ForgeJson.Wire.EnvelopeIReadOnlyListDirectoryEntry },
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public void A_recorded_answer_is_written_again_as_it_was_read(string name, JsonTypeInfo type)
    {
        var recorded = Recording(name)["response"]!;
        var ours = JsonSerializer.SerializeToNode(recorded.Deserialize(type), type)!;
        Missing(recorded, ours, "").ShouldBeEmpty();
    }

    public static TheoryData<string, JsonTypeInfo> Requests() =>
        new()
        {
            { "project create", ForgeJson.Wire.CreateProject },
            { "project put", ForgeJson.Wire.UpdateProject },
            { "task create", ForgeJson.Wire.CreateTask },
            { "task put", ForgeJson.Wire.UpdateTask },
            { "create-and-start", ForgeJson.Wire.CreateAndStart },
            { "attempt create", ForgeJson.Wire.CreateAttempt },
            { "follow-up", ForgeJson.Wire.FollowUp },
            { "follow-up bare prompt (client's body)", ForgeJson.Wire.FollowUp },
            { "replace-process", ForgeJson.Wire.ReplaceProcess },
            { "change-target-branch", ForgeJson.Wire.ChangeTarget },
            { "change-target-branch (client's body)", ForgeJson.Wire.ChangeTarget },
            { "rebase", ForgeJson.Wire.Rebase },
            { "rebase (client's body)", ForgeJson.Wire.Rebase },
            { "approvals respond unknown", ForgeJson.Wire.ApprovalResponse },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_recorded_request_is_understood(string name, JsonTypeInfo type)
    {
        var recorded = Recording(name)["body"]!;
        var ours = JsonSerializer.SerializeToNode(recorded.Deserialize(type), type)!;
        Missing(recorded, ours, "").ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_mandatory_field_is_refused_with_its_name()
    {
        var body = Recording("task create no title")["body"]!;
        var error = Should.Throw<JsonException>(() => body.Deserialize(ForgeJson.Wire.CreateTask));
        error.Message.ShouldContain("'title'");
    }

    [Fact]
    public void A_config_of_another_version_keeps_what_Forge_does_not_know()
    {
        var config = JsonNode.Parse("""{"theme":"DARK","new_thing":{"a":[1]},"editor":{"x":1}}""");
        var again = JsonSerializer.SerializeToNode(
            config.Deserialize(ForgeJson.Wire.Config),
            ForgeJson.Wire.Config
        )!;
        again["new_thing"]!["a"]![0]!.GetValue<int>().ShouldBe(1);
        again["editor"]!["x"]!.GetValue<int>().ShouldBe(1);
        again["theme"]!.GetValue<string>().ShouldBe("DARK");
        again["language"]!.GetValue<string>().ShouldBe("BROWSER");
    }

    [Fact]
    public void Times_are_written_in_UTC_with_a_Z()
    {
        var time = new DateTimeOffset(2026, 11, 21, 5, 17, 43, 739, TimeSpan.FromHours(2));
        UtcTime.Format(time).ShouldBe("2026-11-21T03:17:43.739Z");
    }

    private static JsonObject Recording(string name) =>
        Recordings.Single(recording => recording["name"]!.GetValue<string>() == name);

    /// <summary>What the recording has and ours lacks or says otherwise. Keys that only ours has are allowed.</summary>
    private static IEnumerable<string> Missing(JsonNode? recorded, JsonNode? ours, string path) =>
        (recorded, ours) switch
        {
            (JsonObject a, JsonObject b) => a.SelectMany(pair =>
                b.ContainsKey(pair.Key) ? Missing(pair.Value, b[pair.Key], $"{path}/{pair.Key}")
                // Old clients write null for a model's variant; ours leaves it out. Both mean the default.
                : pair is { Key: "variant", Value: null } ? []
                : [$"{path}/{pair.Key} is not there"]
            ),
            (JsonArray a, JsonArray b) when a.Count == b.Count => a.SelectMany(
                (item, index) => Missing(item, b[index], $"{path}/{index}")
            ),
            _ when Same(recorded, ours) => [],
            _ => [$"{path}: {recorded?.ToJsonString()} became {ours?.ToJsonString()}"],
        };

    private static bool Same(JsonNode? a, JsonNode? b) =>
        JsonNode.DeepEquals(a, b)
        // The old server's nanoseconds are rounded to .NET's ticks.
        || DateTimeOffset.TryParse(a?.ToString(), out var left)
            && DateTimeOffset.TryParse(b?.ToString(), out var right)
            && left == right;
}
