using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Forge.Api;

/// <summary>
/// How the wire's types are written and read, without reflection: <c>snake_case</c>, nulls written, unknown members
/// passed over, a missing or null mandatory field refused with its name.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(UtcTime)]
)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(RouteList))]
[JsonSerializable(typeof(AuthRequired))]
[JsonSerializable(typeof(ServerAddress))]
[JsonSerializable(typeof(Envelope<JsonNode>))]
[JsonSerializable(typeof(Envelope<string>))]
[JsonSerializable(typeof(Envelope<Info>))]
[JsonSerializable(typeof(Envelope<Config>))]
[JsonSerializable(typeof(Config))]
[JsonSerializable(typeof(Envelope<Profiles>))]
[JsonSerializable(typeof(UpdateProfiles))]
[JsonSerializable(typeof(Envelope<GcReport>))]
[JsonSerializable(typeof(Envelope<ServerFacts>))]
[JsonSerializable(typeof(Envelope<CallerAccess>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<ApiToken>>))]
[JsonSerializable(typeof(CreateToken))]
[JsonSerializable(typeof(Envelope<CreatedToken>))]
[JsonSerializable(typeof(Envelope<Project>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<Project>>))]
[JsonSerializable(typeof(CreateProject))]
[JsonSerializable(typeof(UpdateProject))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<Branch>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<SearchResult>>))]
[JsonSerializable(typeof(Envelope<WorkTask>))]
[JsonSerializable(typeof(Envelope<TaskWithStatus>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<TaskWithStatus>>))]
[JsonSerializable(typeof(Envelope<StartedTask>))]
[JsonSerializable(typeof(CreateTask))]
[JsonSerializable(typeof(UpdateTask))]
[JsonSerializable(typeof(CreateAndStart))]
[JsonSerializable(typeof(Envelope<TaskAttempt>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<TaskAttempt>>))]
[JsonSerializable(typeof(Envelope<AttemptChildren>))]
[JsonSerializable(typeof(Envelope<ContainerInfo>))]
[JsonSerializable(typeof(CreateAttempt))]
[JsonSerializable(typeof(FollowUp))]
[JsonSerializable(typeof(ReplaceProcess))]
[JsonSerializable(typeof(Envelope<ReplacedProcess>))]
[JsonSerializable(typeof(ChangeTarget))]
[JsonSerializable(typeof(Envelope<ChangedTarget>))]
[JsonSerializable(typeof(Rebase))]
[JsonSerializable(typeof(Envelope<Discarded>))]
[JsonSerializable(typeof(Envelope<ExecutionProcess>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<ExecutionProcess>>))]
[JsonSerializable(typeof(ApprovalResponse))]
[JsonSerializable(typeof(Envelope<ApprovalStatus>))]
[JsonSerializable(typeof(Envelope<BranchStatus>))]
[JsonSerializable(typeof(Envelope<CommitInfo>))]
[JsonSerializable(typeof(Envelope<CommitCompare>))]
[JsonSerializable(typeof(GitConflict))]
[JsonSerializable(typeof(Diff))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<Diff>>))]
[JsonSerializable(typeof(Envelope<DirectoryList>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<DirectoryEntry>>))]
[JsonSerializable(typeof(PlanStatus))]
[JsonSerializable(typeof(IReadOnlyList<InboxItem>))]
[JsonSerializable(typeof(Envelope<PlanStatus>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<PlanSummary>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<InboxItem>>))]
[JsonSerializable(typeof(Envelope<IReadOnlyList<PlanLogEntry>>))]
[JsonSerializable(typeof(Envelope<PlanLogEntry>))]
[JsonSerializable(typeof(Envelope<PlanText>))]
[JsonSerializable(typeof(AgentReport))]
[JsonSerializable(typeof(Envelope<PlanToApprove>))]
[JsonSerializable(typeof(ApprovePlan))]
[JsonSerializable(typeof(StartPlan))]
[JsonSerializable(typeof(MergeGroup))]
[JsonSerializable(typeof(GroupPrompt))]
[JsonSerializable(typeof(ReviewGroup))]
[JsonSerializable(typeof(AwardPoints))]
[JsonSerializable(typeof(WidenGroup))]
[JsonSerializable(typeof(ClearViolations))]
[JsonSerializable(typeof(DeliverPlan))]
[JsonSerializable(typeof(StreamFrame))]
[JsonSerializable(typeof(IReadOnlyList<PatchOperation>))]
[JsonSerializable(typeof(LogItem))]
[JsonSerializable(typeof(ConversationEntry))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
public sealed partial class ForgeJson : JsonSerializerContext
{
    /// <summary>
    /// The context to use: text stays readable (the default would write every umlaut and quote as an escape). Answers
    /// are <c>application/json</c> and never part of a page, so nothing is lost by it.
    /// </summary>
    public static ForgeJson Wire => Readable.Context;

    /// <summary>A class of its own: it is set up after the generated part's static fields, whose order is not ours.</summary>
    private static class Readable
    {
        internal static readonly ForgeJson Context = new(
            new JsonSerializerOptions(Default.Options)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
    }
}
