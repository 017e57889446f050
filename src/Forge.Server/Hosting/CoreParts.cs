using System.Collections;
using Forge.Core.Diffs;
using Forge.Core.Executors;
using Forge.Core.Git;
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Forge.Core.Running;
using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Server.Hosting;

/// <summary>Puts the core together and hands its parts to the features.</summary>
internal static class CoreParts
{
    public static void AddForge(this IServiceCollection services, ServerSettings settings)
    {
        // Beside the building of the web application: each takes a tenth of a second.
        var opening = Task.Run(() => Open(settings.State, TimeProvider.System));
        services.AddSingleton(settings);
        services.AddSingleton(settings.State);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(p => Assemble(settings, opening.GetAwaiter().GetResult(), p));
        services.AddSingleton(p => p.GetRequiredService<RunningParts>().Database);
        services.AddSingleton(p => new TaskLists(p.GetRequiredService<Database>()));
        services.AddSingleton(p => p.GetRequiredService<RunningParts>().Repositories);
        services.AddSingleton(p => p.GetRequiredService<RunningParts>().Profiles);
        services.AddSingleton(p => new AttemptRuns(
            p.GetRequiredService<RunningParts>(),
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));
        services.AddSingleton(p => p.GetRequiredService<RunningParts>().Tokens);
        services.AddSingleton<Refusals>();
        services.AddSingleton<AttemptStart>();
        services.AddSingleton<FollowUps>();
        services.AddSingleton<Stopping>();
        services.AddSingleton<Merges>();
        services.AddSingleton<Rebases>();
        services.AddSingleton<Discards>();
        services.AddSingleton<ProjectMoves>();
        services.AddSingleton<Replacing>();
        services.AddSingleton<AttemptDiffs>();
        services.AddSingleton<ProcessLogs>();
        services.AddSingleton<Cleaning>();
        services.AddSingleton<Recovery>();
        services.AddPlans();
        services.AddSingleton<Warming>();
        services.AddSingleton<Preparing>();
        services.AddSingleton<Readiness>();
        AddLate<Recovery>(services);
        AddLate<AttemptRuns>(services);
        AddLate<Database>(services);
        AddLate<RunningParts>(services);
        AddLate<Tokens>(services);
        AddLate<Warming>(services);
        AddLate<Preparing>(services);
        services.AddHostedService<PreparingLife>();
        // What is done ahead of need must not end the server when it fails.
        services.Configure<HostOptions>(host =>
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore
        );
    }

    // For those that are made before the state is opened.
    private static void AddLate<T>(IServiceCollection services)
        where T : class => services.AddSingleton(p => new Lazy<T>(p.GetRequiredService<T>));

    public static IReadOnlyDictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry one in System.Environment.GetEnvironmentVariables())
            variables[(string)one.Key] = (string?)one.Value ?? "";
        return variables;
    }

    private static Database Open(StateFolder state, TimeProvider time)
    {
        foreach (
            var folder in new[]
            {
                state.Sessions,
                state.Worktrees,
                state.Trash,
                state.Scratch,
                state.Backups,
            }
        )
            Files.CreatePrivateDirectory(folder);
        return new Database(new SqliteFile(state.Database), time, state.Backups);
    }

    private static RunningParts Assemble(
        ServerSettings settings,
        Database database,
        IServiceProvider services
    )
    {
        var time = services.GetRequiredService<TimeProvider>();
        var state = settings.State;
        var inotify = new Inotify();
        return new RunningParts
        {
            State = state,
            Options = settings.Running,
            Database = database,
            Inotify = inotify,
            Host = new SessionHost(state.Sessions, inotify, time),
            Repositories = new GitRepositories(),
            Prepared = new PreparedWorktrees(state.Prepared, time),
            Diffs = new LiveDiffs(
                Path.Combine(state.Scratch, "diffs"),
                DirectoryWatches.By(inotify),
                time
            ),
            Executors = ExecutorSet.Standard,
            Profiles = new ProfileFile(state.Profiles),
            Slots = new AgentSlots(settings.Running.MaxAgents),
            Tokens = new Tokens(database, time, services.GetRequiredService<ILogger<Tokens>>()),
            Address = new OwnAddress(),
            Time = time,
            Logs = services.GetRequiredService<ILoggerFactory>(),
            Environment = Environment(),
        };
    }
}
