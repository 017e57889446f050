using System.Text.Json.Nodes;
using Forge.Api;
using Forge.Core.Domain;
using Forge.Core.Domain.Access;
using Forge.Core.Domain.Tasks;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Security;
using Forge.Server.Wire;
using CoreTask = Forge.Core.Domain.Tasks.WorkTask;

namespace Forge.Server.Features.Tasks;

internal static class TaskRoutes
{
    public static void MapTasks(this IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tasks, List).For(RouteRule.Read).WithTags("tasks");
        app.MapPost(Routes.Tasks, Create).For(RouteRule.Operate).WithTags("tasks");
        app.MapPost(Routes.TaskCreateAndStart, CreateAndStart)
            .For(RouteRule.Operate)
            .WithTags("tasks");
        app.MapGet(Routes.Task, Get).For(RouteRule.OwnAttempt, OwnId.Task).WithTags("tasks");
        app.MapPut(Routes.Task, Update).For(RouteRule.Operate).WithTags("tasks");
        app.MapDelete(Routes.Task, Delete).For(RouteRule.Operate).WithTags("tasks");
        app.MapGet(Routes.ProjectTasks, ListOfProject).For(RouteRule.Read).WithTags("tasks");
        app.MapPost(Routes.ProjectTasks, CreateInProject).For(RouteRule.Operate).WithTags("tasks");
        app.MapGet(Routes.ProjectTask, GetInProject).For(RouteRule.Read).WithTags("tasks");
        app.MapPut(Routes.ProjectTask, UpdateInProject).For(RouteRule.Operate).WithTags("tasks");
        app.MapDelete(Routes.ProjectTask, DeleteInProject).For(RouteRule.Operate).WithTags("tasks");
    }

    private static Envelope<IReadOnlyList<TaskWithStatus>> List(
        Guid? project_id,
        Database database,
        TaskLists lists
    )
    {
        if (project_id is not { } project)
            throw RuleBroken.Malformed("project_id: name the project whose tasks to list");
        return ListOfProject(project, database, lists);
    }

    private static Envelope<IReadOnlyList<TaskWithStatus>> ListOfProject(
        Guid id,
        Database database,
        TaskLists lists
    )
    {
        database.Project(id);
        return Envelope.Of<IReadOnlyList<TaskWithStatus>>([
            .. lists.Of(id).Tasks.Select(t => t.ToWire()),
        ]);
    }

    private static Envelope<Api.WorkTask> Get(Guid id, Database database) =>
        Envelope.Of(database.Task(id).ToWire());

    private static Envelope<Api.WorkTask> GetInProject(Guid id, Guid task_id, Database database) =>
        Envelope.Of(InProject(database, id, task_id).ToWire());

    private static Task<Envelope<Api.WorkTask>> Create(
        CreateTask body,
        Database database,
        CancellationToken ct
    ) =>
        CreateInProject(
            body.ProjectId ?? throw RuleBroken.Invalid("project_id: name the project"),
            body,
            database,
            ct
        );

    private static async Task<Envelope<Api.WorkTask>> CreateInProject(
        Guid id,
        CreateTask body,
        Database database,
        CancellationToken ct
    )
    {
        database.Project(id);
        var task = New(body, id, database);
        await database.WriteAsync(w => TaskRows.Insert(w, task), ct).ConfigureAwait(false);
        return Envelope.Of(task.ToWire());
    }

    private static async Task<Envelope<StartedTask>> CreateAndStart(
        CreateAndStart body,
        Database database,
        AttemptStart start,
        CancellationToken ct
    )
    {
        var id =
            body.Task.ProjectId ?? throw RuleBroken.Invalid("task.project_id: name the project");
        var project = database.Project(id);
        var task = New(body.Task, id, database);
        var attempt = await start
            .StartAsync(
                new AttemptOrder(project, task, IsNew: true, body.ExecutorProfileId.ToChoice())
                {
                    BaseBranch = body.BaseBranch,
                },
                ct
            )
            .ConfigureAwait(false);
        return Envelope.Of(
            database.Read(db =>
                // Somebody may have deleted it since.
                (
                    TaskSummaryRows.Find(db, task.Id)
                    ?? throw RuleBroken.NotFound($"There is no task {task.Id} any more")
                ).ToStarted([attempt.ToWire(db)])
            )
        );
    }

    private static async Task<Envelope<Api.WorkTask>> Update(
        Guid id,
        UpdateTask body,
        Database database,
        CancellationToken ct
    )
    {
        database.Task(id);
        await database.WriteAsync(w => Change(w, id, body), ct).ConfigureAwait(false);
        return Envelope.Of(database.Task(id).ToWire());
    }

    private static Task<Envelope<Api.WorkTask>> UpdateInProject(
        Guid id,
        Guid task_id,
        UpdateTask body,
        Database database,
        CancellationToken ct
    )
    {
        InProject(database, id, task_id);
        return Update(task_id, body, database, ct);
    }

    private static void Change(Writing w, Guid id, UpdateTask body)
    {
        var old = TaskRows.Find(w.Db, id) ?? throw RuleBroken.NotFound($"There is no task {id}");
        if (body.ParentTaskAttempt is { } parent && AttemptRows.Find(w.Db, parent) is null)
            throw RuleBroken.NotFound($"parent_task_attempt: there is no attempt {parent}");
        TaskRows.Update(
            w,
            old with
            {
                Title = body.Title is null ? old.Title : TaskDecisions.Title(body.Title),
                Description = body.Description ?? old.Description,
                Status = body.Status is { } status
                    ? (Core.Domain.Tasks.WorkTaskStatus)status
                    : old.Status,
                ParentTaskAttempt = body.ParentTaskAttempt ?? old.ParentTaskAttempt,
            }
        );
    }

    // 202: the rows go now, the worktrees' files a little later with the trash.
    private static async Task<IResult> Delete(
        Guid id,
        Database database,
        Discards discards,
        CancellationToken ct
    )
    {
        await discards.DeleteTaskAsync(database.Task(id), ct).ConfigureAwait(false);
        return TypedResults.Json(
            Envelope.Nothing,
            ForgeJson.Wire.EnvelopeJsonNode,
            statusCode: 202
        );
    }

    private static Task<IResult> DeleteInProject(
        Guid id,
        Guid task_id,
        Database database,
        Discards discards,
        CancellationToken ct
    )
    {
        InProject(database, id, task_id);
        return Delete(task_id, database, discards, ct);
    }

    private static CoreTask InProject(Database database, Guid project, Guid task)
    {
        database.Project(project);
        return database.Task(task) is { } found && found.ProjectId == project
            ? found
            : throw RuleBroken.NotFound($"Project {project} has no task {task}");
    }

    private static CoreTask New(CreateTask body, Guid project, Database database)
    {
        if (body.ParentTaskAttempt is { } parent)
            database.Attempt(parent);
        return new CoreTask
        {
            Id = Guid.NewGuid(),
            ProjectId = project,
            Title = TaskDecisions.Title(body.Title),
            Description = string.IsNullOrEmpty(body.Description) ? null : body.Description,
            Status = Core.Domain.Tasks.WorkTaskStatus.Todo,
            ParentTaskAttempt = body.ParentTaskAttempt,
            CreatedAt = database.Now,
            UpdatedAt = database.Now,
        };
    }
}
