namespace Forge.Server.Hosting;

/// <summary>
/// The console's log, made when something is first said: making it takes a fifteenth of the server's start, and on most
/// starts nothing is said before the first answer.
/// </summary>
internal sealed class LateConsole : ILoggerProvider
{
    private readonly Lazy<ILoggerFactory> _console = new(() =>
        LoggerFactory.Create(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Trace))
    );

    public ILogger CreateLogger(string categoryName) =>
        new LateLogger(new Lazy<ILogger>(() => _console.Value.CreateLogger(categoryName)));

    /// <summary>What was said is shown before this returns.</summary>
    public void Dispose()
    {
        if (_console.IsValueCreated)
            _console.Value.Dispose();
    }

    // What may be said was decided by the server's own filters.
    private sealed class LateLogger(Lazy<ILogger> console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => console.Value.Log(logLevel, eventId, state, exception, formatter);
    }
}
