using System.Text.Json.Serialization;

namespace Forge.Cli;

/// <summary>What <c>--json</c> prints where the wire has no type for it. Fields are added, never changed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    Converters = [typeof(Api.UtcTime)]
)]
[JsonSerializable(typeof(RunJson))]
[JsonSerializable(typeof(IReadOnlyList<RunJson>))]
[JsonSerializable(typeof(IReadOnlyList<Commands.Server.Finding>))]
[JsonSerializable(typeof(DoneJson))]
[JsonSerializable(typeof(Commands.Wishes.NewWishJson))]
[JsonSerializable(typeof(Planning.DirectJson))]
[JsonSerializable(typeof(PlansJson))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>A run as <c>run</c>, <c>list</c> and <c>demo</c> print it.</summary>
/// <param name="Id">The attempt's id; null for a task that was never started.</param>
internal sealed record RunJson(
    Guid? Id,
    Guid TaskId,
    Guid ProjectId,
    string Title,
    string State,
    RunPlaceJson Place,
    DateTimeOffset CreatedAt
)
{
    public static RunJson Of(Attempts.KnownAttempt run) =>
        new(
            run.Id,
            run.Task.Id,
            run.Task.ProjectId,
            run.Task.Title,
            Attempts.AttemptStates.Word(run.State),
            new RunPlaceJson(
                run.Attempt.Branch,
                run.Attempt.TargetBranch,
                run.Attempt.ContainerRef,
                run.Attempt.Executor
            ),
            run.Attempt.CreatedAt
        );
}

internal sealed record RunPlaceJson(
    string? Branch,
    string? TargetBranch,
    string? Worktree,
    string? Executor
);

/// <summary>What a command that changes something did.</summary>
internal sealed record DoneJson(Guid Id, string Did, string? Detail = null);

/// <summary>What <c>forge status</c> prints when it is asked about no plan.</summary>
internal sealed record PlansJson(
    IReadOnlyList<Api.PlanSummary> Plans,
    IReadOnlyList<Api.InboxItem> Inbox
);
