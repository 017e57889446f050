using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Forge.FakeAgent;

/// <summary>
/// Speaks Claude Code's stream-json as it was recorded: lifecycle and repeated messages, turns, steering, interrupt,
/// permission questions, resume.
/// </summary>
internal sealed class ClaudeWire
{
    private readonly FakeVoice _voice;
    private readonly FakeHistory _history;
    private readonly bool _resume;
    private readonly Channel<FakeMessage> _inbox = Channel.CreateUnbounded<FakeMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _questions = [];
    private CancellationTokenSource _turn = new();
    private volatile bool _deaf;
    private double _rate;
    private string? _result;

    public ClaudeWire(List<string> arguments)
    {
        _resume = arguments.Contains("--resume");
        var session =
            After(arguments, "--resume")
            ?? After(arguments, "--session-id")
            ?? Guid.NewGuid().ToString();
        _voice = new FakeVoice(session, After(arguments, "--model") ?? "fake-1");
        _history = new FakeHistory(session);
    }

    public async Task<int> RunAsync()
    {
        if (_resume && !_history.Exists)
        {
            _voice.NoSuchConversation();
            return 1;
        }
        var reading = ReadAsync();
        var failed = false;
        await foreach (var message in _inbox.Reader.ReadAllAsync())
            failed = await TurnAsync(message);
        await reading;
        return failed ? 1 : 0;
    }

    private async Task ReadAsync()
    {
        using var input = Lines.Input();
        while (await input.ReadLineAsync() is { } line)
            if (JsonNode.Parse(line) is JsonObject message)
                Take(message);
        _inbox.Writer.Complete();
        _deaf = true;
        foreach (var question in _questions.Values)
            question.TrySetCanceled();
    }

    private void Take(JsonObject message)
    {
        switch ((string?)message["type"])
        {
            case "user":
                var taken = new FakeMessage((string?)message["uuid"], Text(message));
                _voice.Lifecycle(taken, "queued");
                _inbox.Writer.TryWrite(taken);
                break;
            case "control_request":
                _voice.Respond((string)message["request_id"]!);
                if ((string?)message["request"]?["subtype"] == "interrupt")
                    _turn.Cancel();
                break;
            case "control_response":
                var response = message["response"]!;
                _voice.Repeat(message);
                if (_questions.TryRemove((string)response["request_id"]!, out var question))
                    question.TrySetResult((string?)response["response"]?["behavior"] == "allow");
                break;
        }
    }

    private async Task<bool> TurnAsync(FakeMessage opener)
    {
        _turn = new CancellationTokenSource();
        var script = new Queue<string>();
        var failed = false;
        try
        {
            _voice.Lifecycle(opener, "started");
            _voice.Init();
            Read(opener, script);
            while (script.TryDequeue(out var word))
            {
                failed |= await DoAsync(word, _turn.Token);
                // A message that came while a tool ran joins the turn, as with the real agent.
                if (IsTool(word))
                    while (_inbox.Reader.TryRead(out var more))
                    {
                        Read(more, script);
                        _voice.Lifecycle(more, "started");
                        _voice.Lifecycle(more, "completed");
                    }
            }
            _voice.Result(failed, null, _result);
        }
        catch (OperationCanceledException)
        {
            _voice.Result(true, "aborted_streaming");
            failed = true;
        }
        _voice.Lifecycle(opener, "completed");
        return failed;
    }

    private void Read(FakeMessage message, Queue<string> script)
    {
        _history.Add(message.Text);
        _voice.RepeatMessage(message);
        foreach (
            var word in message.Text.Split(
                (char[])[' ', '\n'],
                StringSplitOptions.RemoveEmptyEntries
            )
        )
            script.Enqueue(word);
        if (
            !message.Text.Contains('=')
            && !message.Text.Contains("RECALL")
            && !message.Text.Contains("FAIL")
        )
            _voice.Say($"You said: {message.Text}");
    }

    /// <summary>Does one directive; true when it fails the turn.</summary>
    private async Task<bool> DoAsync(string word, CancellationToken ct)
    {
        var (verb, value) = word.Split('=', 2) is [var name, var rest] ? (name, rest) : (word, "");
        switch (verb)
        {
            case "RATE":
                _rate = double.Parse(value);
                return false;
            case "LINES":
                await LinesAsync(int.Parse(value), ct);
                return false;
            case "SLEEP":
                await Lines.Pause(TimeSpan.FromSeconds(double.Parse(value)), ct);
                return false;
            case "WRITE":
                Write(value);
                return false;
            case "ASK":
                await AskAsync(value, ct);
                return false;
            case "BIG":
                _voice.Say(new string('x', int.Parse(value)));
                return false;
            case "RAW":
                Lines.Bytes(Convert.FromBase64String(value));
                return false;
            case "RESULT":
                _result = Encoding.UTF8.GetString(Convert.FromBase64String(value));
                return false;
            case "ENV":
                _voice.Say($"{value}={Environment.GetEnvironmentVariable(value) ?? "(unset)"}");
                return false;
            case "DELETE":
                Directory.Delete(Environment.CurrentDirectory, recursive: true);
                return false;
            case "RECALL":
                _voice.Say("RECALL " + string.Join(" | ", _history.Prompts));
                return false;
            case "STDERR":
                Lines.Error(value);
                return false;
            case "EXIT":
                Environment.Exit(int.Parse(value));
                return true;
            case "FAIL":
                _voice.ApiError("API Error: 500 scripted");
                return true;
            default:
                return false;
        }
    }

    private async Task LinesAsync(int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            _voice.Say($"line {i}");
            if (_rate > 0)
                await Lines.Pause(TimeSpan.FromSeconds(1 / _rate), ct);
        }
    }

    /// <summary><c>WRITE=path</c> or <c>WRITE=path:text</c>.</summary>
    private void Write(string value)
    {
        var (path, content) = value.Split(':', 2) is [var file, var text]
            ? (file, text + "\n")
            : (value, "written by the fake agent\n");
        var full = Path.Combine(Environment.CurrentDirectory, path);
        var call = _voice.Use(
            "Write",
            new JsonObject { ["file_path"] = full, ["content"] = content }
        );
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        _voice.Used(call, $"File created successfully at: {path}", failed: false);
    }

    private async Task AskAsync(string tool, CancellationToken ct)
    {
        var input = new JsonObject { ["command"] = "true", ["description"] = "asked" };
        var call = _voice.Use(tool, input);
        var answer = new TaskCompletionSource<bool>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        var id = Guid.NewGuid().ToString();
        _questions[id] = answer;
        if (_deaf)
            answer.TrySetCanceled(ct);
        _voice.Ask(id, tool, call, input);
        try
        {
            var allowed = await answer.Task.WaitAsync(ct);
            _voice.Used(call, allowed ? "done" : "denied", failed: !allowed);
        }
        catch (OperationCanceledException)
        {
            _voice.Withdraw(id);
            throw;
        }
    }

    private static bool IsTool(string word) => word.StartsWith("WRITE=") || word.StartsWith("ASK=");

    private static string Text(JsonObject message) =>
        message["message"]?["content"] switch
        {
            JsonArray blocks => string.Join("\n", blocks.Select(block => (string?)block?["text"])),
            var text => (string?)text ?? "",
        };

    private static string? After(List<string> arguments, string name)
    {
        var at = arguments.IndexOf(name);
        return at >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : null;
    }
}

internal sealed record FakeMessage(string? Id, string Text);
