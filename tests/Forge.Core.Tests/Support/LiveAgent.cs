using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Forge.Core.Executors;
using Forge.Core.Logs;

namespace Forge.Core.Tests.Support;

/// <summary>A real agent process with its conversation: what the server does, without sessions.</summary>
internal sealed class LiveAgent : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly AgentFold _fold;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    private LiveAgent(Process process, IConversation conversation)
    {
        (_process, _fold) = (process, new AgentFold(conversation));
        _reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, LogStream.Out),
            ReadAsync(process.StandardError, LogStream.Err)
        );
    }

    public string Transcript => With(_ => string.Join("\n", _lines));

    public static LiveAgent Start(
        LaunchSpec spec,
        IConversation conversation,
        string directory,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo(spec.Command[0])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in spec.Command.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in spec.EnvironmentDefaults)
            start.Environment[name] = value;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var agent = new LiveAgent(Process.Start(start)!, conversation);
        agent.Write(spec.Input);
        return agent;
    }

    public void Say(string prompt, string id) =>
        Write(With(fold => fold.Conversation.Say(prompt, id)!));

    public void Interrupt() =>
        Write(With(fold => fold.Conversation.Interrupt(Guid.NewGuid().ToString())!));

    public void Answer(string approval, bool allow, string? reason) =>
        Write(With(fold => fold.Conversation.Answer(approval, allow, reason, fold.Steps)!));

    public T With<T>(Func<AgentFold, T> look)
    {
        lock (_gate)
            return look(_fold);
    }

    public List<T> Steps<T>()
        where T : ConversationStep => With(fold => fold.Of<T>().ToList());

    public List<Entry> Entries => With(fold => fold.Entries);

    /// <summary>Waits until the conversation looks so; fails with what was said after 20 s.</summary>
    public async Task UntilAsync(
        Func<AgentFold, bool> seen,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    )
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!With(seen))
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"{file}:{line}: not seen within 20 s in\n{Transcript}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public Task TurnsAsync(
        int ended,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => UntilAsync(fold => fold.Of<ConversationStep.TurnEnded>().Count() >= ended, file, line);

    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>End of input; gives the exit code.</summary>
    public async Task<int> CloseAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        With(fold => fold.End(_process.ExitCode));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader from, LogStream stream)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            var replies = With(fold =>
            {
                _lines.Add($"{stream} {line}");
                var before = fold.Steps.Count;
                fold.Feed([new LogLine(stream, 0, line)]);
                return fold.Steps.Skip(before).OfType<ConversationStep.Reply>().ToList();
            });
            foreach (var reply in replies)
                Write(reply.Bytes);
        }
    }

    private void Write(byte[] bytes)
    {
        lock (_gate)
        {
            foreach (
                var line in Encoding
                    .UTF8.GetString(bytes)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            )
                _fold.Feed([new LogLine(LogStream.In, 0, line)]);
            _process.StandardInput.BaseStream.Write(bytes);
            _process.StandardInput.BaseStream.Flush();
        }
    }
}
