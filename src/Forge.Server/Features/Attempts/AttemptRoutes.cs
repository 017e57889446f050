using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;

namespace Forge.Server.Features.Attempts;

internal static class AttemptRoutes
{
    public static void MapAttempts(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Attempts, List).For(RouteRule.Read).WithTags("task-attempts");
        app.MapPost(Routes.Attempts, Create).For(RouteRule.Operate).WithTags("task-attempts");
        app.MapGet(Routes.Attempt, Get)
            .For(RouteRule.OwnAttempt, OwnId.Attempt)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptFollowUp, FollowUp)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptReplaceProcess, Replace)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptStop, Stop).For(RouteRule.Operate).WithTags("task-attempts");
        app.MapPost(Routes.AttemptDiscard, Discard)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapPost(Routes.AttemptStartDevServer, StartDevServer)
            .For(RouteRule.Operate)
            .WithTags("task-attempts");
        app.MapGet(Routes.AttemptChildren, Children).For(RouteRule.Read).WithTags("task-attempts");
        app.MapGet(Routes.ContainersInfo, Container)
            .For(RouteRule.OwnAttempt, OwnId.WorktreeBehindMark)
            .WithTags("containers");
        app.MapAttemptGit();
    }

    private static Envelope<IReadOnlyList<TaskAttempt>> List(Guid? task_id, Database database) =>
        Envelope.Of(
            database.Read<IReadOnlyList<TaskAttempt>>(db =>
                [
                    .. (
                        task_id is { } task ? AttemptRows.OfTask(db, task) : AttemptRows.All(db)
                    ).Select(a => a.ToWire(db)),
                ]
            )
        );

    private static Envelope<TaskAttempt> Get(Guid id, Database database)
    {
        var attempt = database.Attempt(id);
        return Envelope.Of(database.Read(attempt.ToWire));
    }

    private static async Task<Envelope<TaskAttempt>> Create(
        CreateAttempt body,
        Database database,
        AttemptStart start,
        CancellationToken ct
    )
    {
        if (body.UseWorktree == false)
            throw RuleBroken.Invalid(
                "use_worktree: Forge never lets an agent work in your own checkout; leave it out"
            );
        var task = database.Task(body.TaskId);
        var attempt = await start
            .StartAsync(
                new AttemptOrder(
                    database.Project(task.ProjectId),
                    task,
                    IsNew: false,
                    body.ExecutorProfileId.ToChoice()
                )
                {
                    BaseBranch = body.BaseBranch,
                },
                ct
            )
            .ConfigureAwait(false);
        return Envelope.Of(database.Read(attempt.ToWire));
    }

    private static async Task<Envelope<Api.ExecutionProcess>> FollowUp(
        Guid id,
        FollowUp body,
        Database database,
        FollowUps followUps,
        Replacing replacing,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        if (body.RetryProcessId is { } retried)
        {
            var request = new ReplaceRequest(
                retried,
                body.Prompt,
                body.Variant,
                body.ForceWhenDirty,
                body.PerformGitReset
            );
            var replaced = await replacing.ReplaceAsync(id, request, ct).ConfigureAwait(false);
            return Envelope.Of(database.Process(replaced.Process).ToWire());
        }
        var process = await followUps
            .SendAsync(id, body.Prompt, body.Variant, body.Steer == true, ct)
            .ConfigureAwait(false);
        return Envelope.Of(process.ToWire());
    }

    private static async Task<Envelope<ReplacedProcess>> Replace(
        Guid id,
        ReplaceProcess body,
        Database database,
        Replacing replacing,
        CancellationToken ct
    )
    {
        var attempt = database.Attempt(id);
        if (
            body.Executor is { } executor
            && !string.Equals(
                executor.Replace('-', '_'),
                attempt.Executor,
                StringComparison.OrdinalIgnoreCase
            )
        )
            throw RuleBroken.Invalid(
                $"executor: this attempt runs {attempt.Executor}; start a new attempt for {executor}"
            );
        var request = new ReplaceRequest(
            body.ProcessId,
            body.Prompt,
            body.Variant,
            body.ForceWhenDirty,
            body.PerformGitReset
        );
        var done = await replacing.ReplaceAsync(id, request, ct).ConfigureAwait(false);
        return Envelope.Of(
            new ReplacedProcess
            {
                DeletedCount = done.Dropped,
                GitResetNeeded = done.ResetNeeded,
                GitResetApplied = done.ResetApplied,
                TargetBeforeOid = done.Before,
                NewExecutionId = done.Process,
            }
        );
    }

    private static async Task<Envelope<JsonNode>> Stop(
        Guid id,
        Database database,
        Stopping stopping,
        CancellationToken ct
    )
    {
        database.Attempt(id);
        await stopping.StopAsync(id, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static async Task<Envelope<Discarded>> Discard(
        Guid id,
        Database database,
        Discards discards,
        CancellationToken ct
    )
    {
        var attempt = database.Attempt(id);
        var kept = await discards.DiscardAsync(id, ct).ConfigureAwait(false);
        return Envelope.Of(new Discarded { SnapshotRef = kept, Branch = attempt.Branch });
    }

    private static async Task<Envelope<JsonNode>> StartDevServer(
        Guid id,
        Database database,
        FollowUps followUps,
        CancellationToken ct
    )
    {
        var place = database.Require(id);
        await followUps.StartDevServerAsync(place.Attempt, place.Project, ct).ConfigureAwait(false);
        return Envelope.Nothing;
    }

    private static Envelope<AttemptChildren> Children(Guid id, Database database)
    {
        var (attempt, task, _) = database.Require(id);
        return Envelope.Of(
            database.Read(db =>
            {
                var parent = task.ParentTaskAttempt is { } from ? AttemptRows.Find(db, from) : null;
                return new AttemptChildren
                {
                    ParentTask = parent is null ? null : TaskRows.Find(db, parent.TaskId)?.ToWire(),
                    CurrentAttempt = attempt.ToWire(db),
                    Children = [.. TaskRows.ChildrenOf(db, id).Select(t => t.ToWire())],
                };
            })
        );
    }

    private static Envelope<ContainerInfo> Container(
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "ref")] string? path,
        Database database
    )
    {
        if (string.IsNullOrWhiteSpace(path))
            throw RuleBroken.Malformed("ref: give the path of a worktree");
        var attempt =
            database.Read(db =>
                AttemptRows.FindByWorktree(db, Path.TrimEndingDirectorySeparator(path))
            ) ?? throw RuleBroken.NotFound($"{path} is the worktree of no attempt");
        var place = database.Require(attempt.Id);
        return Envelope.Of(
            new ContainerInfo
            {
                AttemptId = attempt.Id,
                TaskId = place.Task.Id,
                ProjectId = place.Project.Id,
            }
        );
    }
}
