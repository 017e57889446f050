using Dapper;
using Forge.Core.Domain;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Events;
using Forge.Core.Domain.Processes;
using Forge.Core.Domain.Projects;
using Forge.Core.Domain.Tasks;
using Forge.Core.Store;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Store;

/// <summary>What every database must do; a second dialect derives from this and adds nothing.</summary>
public abstract class StoreCompliance : IDisposable
{
    private readonly TempFolder _folder = new();
    private Database? _database;

    private protected Database Db => _database ??= Open(_folder);

    private protected TempFolder Folder => _folder;

    private protected abstract Database Open(TempFolder folder);

    [Fact]
    public async Task Rows_come_back_as_they_went_in()
    {
        var (project, task, attempt) = await AnAttempt();
        Db.Read(db => ProjectRows.Find(db, project.Id)).ShouldBe(project);
        Db.Read(db => TaskRows.Find(db, task.Id)).ShouldBe(task);
        Db.Read(db => AttemptRows.Find(db, attempt.Id)).ShouldBe(attempt);
        Db.Read(db => AttemptRows.FindByWorktree(db, attempt.Worktree)).ShouldBe(attempt);
    }

    [Fact]
    public async Task Each_kind_of_open_work_is_seen_by_itself_and_none_at_rest()
    {
        Db.Read(OpenWork.Any).ShouldBeFalse();
        var (_, _, attempt) = await AnAttempt();
        Db.Read(OpenWork.Any).ShouldBeFalse("a ready attempt waits for nobody");
        var merge = AMerge(attempt.Id, Db.Now);
        await SeenAsync(w => MergeRows.Insert(w, merge), w => MergeRows.Finish(w, merge));
        var session = new AgentSession
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            Executor = "SHELL",
            Options = "{}",
            Open = true,
            CreatedAt = Db.Now,
        };
        await SeenAsync(w => SessionRows.Insert(w, session), w => SessionRows.Close(w, session.Id));
        var process = AProcess(attempt.Id);
        await SeenAsync(
            w => ProcessRows.Insert(w, process),
            w => ProcessRows.Update(w, process with { Status = ProcessStatus.Completed })
        );
        await SeenAsync(Stage(AttemptStage.Preparing), Stage(AttemptStage.Ready));

        async Task SeenAsync(Action<Writing> begin, Action<Writing> end)
        {
            await Db.WriteAsync(begin, default);
            Db.Read(OpenWork.Any).ShouldBeTrue();
            await Db.WriteAsync(end, default);
            Db.Read(OpenWork.Any).ShouldBeFalse();
        }

        Action<Writing> Stage(AttemptStage stage) =>
            w => AttemptRows.Update(w, attempt with { Stage = stage });
    }

    [Fact]
    public async Task Every_field_of_an_attempt_survives_an_update()
    {
        var (_, _, attempt) = await AnAttempt();
        var full = attempt with
        {
            Stage = AttemptStage.Broken,
            Failure = "why",
            BaseCommit = "abc",
            BaseProof = "{}",
            WorktreeDeleted = true,
            Pinned = true,
            SetupCompletedAt = Db.Now,
            InputTokens = 1,
            OutputTokens = 2,
            CacheCreationTokens = 3,
            CacheReadTokens = 4,
            CostUsd = 0.25,
            PortBlock = 41010,
            TargetBranch = "dev",
            Variant = "PLAN",
        };
        var written = await Db.WriteAsync(
            w => AttemptRows.Change(w, attempt.Id, _ => full),
            default
        );
        var read = Db.Read(db => AttemptRows.Find(db, attempt.Id))!;
        read.ShouldBe(written! with { UpdatedAt = read.UpdatedAt });
        Db.Read(AttemptRows.PortBlocks).ShouldBe([41010]);
    }

    [Fact]
    public async Task A_process_keeps_its_window_and_status()
    {
        var (_, _, attempt) = await AnAttempt();
        var process = AProcess(attempt.Id);
        await Db.WriteAsync(w => ProcessRows.Insert(w, process), default);
        await Db.WriteAsync(
            w =>
                ProcessRows.Change(
                    w,
                    process.Id,
                    p =>
                        p with
                        {
                            Status = ProcessStatus.Killed,
                            OutTo = 7,
                            ErrTo = 0,
                            ExitCode = 143,
                            ExitNote = "143 (SIGTERM?)",
                            CompletedAt = w.Now,
                        }
                ),
            default
        );
        var read = Db.Read(db => ProcessRows.Find(db, process.Id))!;
        (read.Status, read.OutTo, read.ErrTo, read.ExitCode, read.ExitNote).ShouldBe(
            (ProcessStatus.Killed, 7, 0, 143, "143 (SIGTERM?)")
        );
        Db.Read(ProcessRows.Running).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_neither_rows_nor_events()
    {
        var before = Db.Feed.End();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Db.WriteAsync(
                w =>
                {
                    ProjectRows.Insert(w, AProject());
                    throw new InvalidOperationException("in the middle");
                },
                default
            )
        );
        Db.Feed.End().ShouldBe(before);
        Db.Read(ProjectRows.All).ShouldBeEmpty();
        await Db.WriteAsync(w => ProjectRows.Insert(w, AProject()), default);
        Db.Read(ProjectRows.All).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_follower_of_the_feed_sees_every_event_once_and_in_order()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new List<long>();
        // Db opens at its first use: not by two threads at once.
        var feed = Db.Feed;
        var follower = Task.Run(async () =>
        {
            await foreach (var page in feed.FollowAsync(0, 7, limit.Token))
            {
                seen.AddRange(page.Items.Select(e => e.Seq));
                if (seen.Count >= 100)
                    return;
            }
        });
        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(_ => Db.WriteAsync(w => ProjectRows.Insert(w, AProject()), limit.Token))
        );
        await follower;
        seen.ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n));
    }

    [Fact]
    public async Task Deleting_a_project_takes_everything_below_with_it()
    {
        var (project, task, attempt) = await AnAttempt();
        await Db.WriteAsync(w => ProcessRows.Insert(w, AProcess(attempt.Id)), default);
        await Db.WriteAsync(w => ProjectRows.Delete(w, project.Id), default);
        Db.Read(db => TaskRows.Find(db, task.Id)).ShouldBeNull();
        Db.Read(db => AttemptRows.Find(db, attempt.Id)).ShouldBeNull();
        Db.Read(ProcessRows.Running).ShouldBeEmpty();
        var kinds = (await Db.Feed.ReadAsync(0, 100, default)).Items.Select(e => e.Kind);
        kinds.ShouldContain(EventKind.TaskDeleted);
    }

    [Fact]
    public async Task A_summary_tells_what_the_attempts_say()
    {
        var (project, task, attempt) = await AnAttempt();
        var process = AProcess(attempt.Id);
        await Db.WriteAsync(w => ProcessRows.Insert(w, process), default);
        Summary().ShouldBe((true, false, false, "SHELL"));
        await Db.WriteAsync(
            w => ProcessRows.Change(w, process.Id, p => p with { Status = ProcessStatus.Failed }),
            default
        );
        Summary().ShouldBe((false, false, true, "SHELL"));
        await Db.WriteAsync(
            w =>
            {
                var merge = AMerge(attempt.Id, w.Now);
                MergeRows.Insert(w, merge);
                MergeRows.Finish(w, merge);
            },
            default
        );
        Summary().ShouldBe((false, true, true, "SHELL"));

        (bool, bool, bool, string) Summary()
        {
            var s = Db.Read(db => TaskSummaryRows.OfProject(db, project.Id))
                .Single(s => s.Task.Id == task.Id);
            return (s.HasInProgressAttempt, s.HasMergedAttempt, s.LastAttemptFailed, s.Executor);
        }
    }

    [Fact]
    public async Task A_message_of_any_bytes_keeps_its_place()
    {
        var (_, _, attempt) = await AnAttempt();
        var session = new AgentSession
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt.Id,
            Executor = "SHELL",
            Options = "{}",
            Mode = InputMode.Follow,
            Open = true,
            CreatedAt = Db.Now,
        };
        byte[] bytes = [0, 255, 10, 13, 0];
        await Db.WriteAsync(
            w =>
            {
                SessionRows.Insert(w, session);
                SessionRows.AddMessage(
                    w,
                    new SentMessage
                    {
                        SessionId = session.Id,
                        Position = 9,
                        Bytes = bytes,
                        Key = "k",
                        CreatedAt = w.Now,
                    }
                );
            },
            default
        );
        Db.Read(SessionRows.Open).ShouldBe([session]);
        Db.Read(db => SessionRows.Messages(db, session.Id)).Single().Bytes.ShouldBe(bytes);
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_refused_with_what_to_do()
    {
        await Db.WriteAsync(w => w.Db.Execute("UPDATE schema_version SET version = 9999"), default);
        _database!.Dispose();
        Should.Throw<StartRefused>(() => Open(_folder)).Message.ShouldContain("newer Forge");
        _database = null;
    }

    [Fact]
    public async Task Times_are_the_servers()
    {
        var (project, _, _) = await AnAttempt();
        var before = Db.Now;
        await Db.WriteAsync(
            w => ProjectRows.Update(w, project with { UpdatedAt = DateTimeOffset.UnixEpoch }),
            default
        );
        Db.Read(db => ProjectRows.Find(db, project.Id))!
            .UpdatedAt.ShouldBeGreaterThanOrEqualTo(before);
    }

    public void Dispose()
    {
        _database?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private Project AProject() =>
        new()
        {
            Id = Guid.NewGuid(),
            Name = "p",
            GitRepoPath = "/r/" + Guid.NewGuid(),
            CopyFiles = ".env",
            CreatedAt = Db.Now,
            UpdatedAt = Db.Now,
        };

    internal static ExecutionProcess AProcess(Guid attempt, DateTimeOffset at = default) =>
        new()
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt,
            RunReason = RunReason.CodingAgent,
            Action = "{}",
            StartedAt = at,
            CreatedAt = at,
            UpdatedAt = at,
        };

    internal static Merge AMerge(Guid attempt, DateTimeOffset at) =>
        new()
        {
            Id = Guid.NewGuid(),
            AttemptId = attempt,
            MergeCommit = "c",
            TargetBranch = "main",
            TargetBefore = "a",
            BranchBefore = "b",
            CreatedAt = at,
        };

    private protected async Task<(Project, WorkTask, Attempt)> AnAttempt()
    {
        var project = AProject();
        var task = new WorkTask
        {
            Id = Guid.NewGuid(),
            ProjectId = project.Id,
            Title = "t",
            Status = WorkTaskStatus.InProgress,
            CreatedAt = Db.Now,
            UpdatedAt = Db.Now,
        };
        var attempt = new Attempt
        {
            Id = Guid.NewGuid(),
            TaskId = task.Id,
            Branch = "forge/aaaa-t",
            TargetBranch = "main",
            Executor = "SHELL",
            Worktree = "/w/" + Guid.NewGuid(),
            Stage = AttemptStage.Ready,
            CreatedAt = Db.Now,
            UpdatedAt = Db.Now,
        };
        await Db.WriteAsync(
            w =>
            {
                ProjectRows.Insert(w, project);
                TaskRows.Insert(w, task);
                AttemptRows.Insert(w, attempt);
            },
            default
        );
        return (project, task, attempt);
    }
}
