using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Store;

/// <summary>A list that is kept is at every moment the one that would be read.</summary>
public sealed class TaskListsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Database _database;
    private readonly Guid[] _projects = [Guid.NewGuid(), Guid.NewGuid()];
    private readonly List<WorkTask> _tasks = [];
    private readonly List<Attempt> _attempts = [];
    private readonly List<ExecutionProcess> _processes = [];

    public TaskListsTests() =>
        _database = new Database(
            new SqliteFile(_folder.At("forge.db")),
            TimeProvider.System,
            _folder.At("backups")
        );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_kept_is_what_would_be_read(int seed)
    {
        var random = new Random(seed);
        foreach (var project in _projects)
            await _database.WriteAsync(
                w =>
                    ProjectRows.Insert(
                        w,
                        new Project
                        {
                            Id = project,
                            Name = "p",
                            GitRepoPath = $"/{project}",
                        }
                    ),
                default
            );
        var lists = new TaskLists(_database, longList: 3);
        for (var step = 0; step < 150; step++)
        {
            for (var writes = random.Next(4); writes > 0; writes--)
                await _database.WriteAsync(w => Change(w, random), default);
            foreach (var project in _projects)
                lists
                    .Of(project)
                    .Tasks.ShouldBe(
                        _database.Read(db => TaskSummaryRows.OfProject(db, project)),
                        $"step {step}"
                    );
        }
        _processes.ShouldNotBeEmpty();
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    private void Change(Writing w, Random random)
    {
        switch (random.Next(8))
        {
            case <= 1:
                AddTask(w, _projects[random.Next(2)]);
                break;
            case 2 when _tasks.Count > 0:
                TaskRows.Update(w, Any(_tasks) with { Title = $"at {w.Now.Ticks}" });
                break;
            case 3 when _tasks.Count > 4:
                Delete(w, Any(_tasks));
                break;
            case 4 when _tasks.Count > 0:
                AddAttempt(w, Any(_tasks), random.Next(3) == 0);
                break;
            case 5 when _attempts.Count > 0:
                _processes.Add(StoreCompliance.AProcess(Any(_attempts).Id, w.Now));
                ProcessRows.Insert(w, _processes[^1]);
                break;
            case 6 when _processes.Count > 0:
                var ended = random.Next(2) == 0 ? ProcessStatus.Failed : ProcessStatus.Completed;
                ProcessRows.Update(w, Any(_processes) with { Status = ended });
                break;
            case 7 when _attempts.Count > 0:
                var merge = StoreCompliance.AMerge(Any(_attempts).Id, w.Now);
                MergeRows.Insert(w, merge);
                MergeRows.Finish(w, merge);
                break;
        }

        T Any<T>(List<T> all) => all[random.Next(all.Count)];
    }

    private void AddTask(Writing w, Guid project)
    {
        _tasks.Add(
            new WorkTask
            {
                Id = Guid.NewGuid(),
                ProjectId = project,
                Title = "t",
                CreatedAt = w.Now,
                UpdatedAt = w.Now,
            }
        );
        TaskRows.Insert(w, _tasks[^1]);
    }

    private void AddAttempt(Writing w, WorkTask task, bool broken)
    {
        var attempt = new Attempt
        {
            Id = Guid.NewGuid(),
            TaskId = task.Id,
            Branch = "forge/aaaa-t",
            TargetBranch = "main",
            Executor = "SHELL",
            Worktree = "/w/" + Guid.NewGuid(),
            Stage = broken ? AttemptStage.Broken : AttemptStage.Ready,
            CreatedAt = w.Now,
            UpdatedAt = w.Now,
        };
        _attempts.Add(attempt);
        AttemptRows.Insert(w, attempt);
    }

    private void Delete(Writing w, WorkTask task)
    {
        TaskRows.Delete(w, task.Id, task.ProjectId);
        _tasks.Remove(task);
        _attempts.RemoveAll(a => a.TaskId == task.Id);
        _processes.RemoveAll(p => _attempts.All(a => a.Id != p.AttemptId));
    }
}
