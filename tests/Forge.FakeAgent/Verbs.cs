using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Forge.FakeAgent;

/// <summary>Ways in which agents behave, good and bad.</summary>
internal static class Verbs
{
    public static Task<int> UnknownAsync(string verb)
    {
        Lines.Error($"forge-fake-agent: no verb {verb}");
        return Task.FromResult(2);
    }

    /// <summary>Plays a recording: <c>replay FILE [SPEED]</c>; speed 0 does not wait.</summary>
    public static async Task<int> ReplayAsync(List<string> arguments)
    {
        var speed = arguments.Count > 1 ? Number(arguments[1]) : 0;
        var start = TimeProvider.System.GetTimestamp();
        await foreach (var line in File.ReadLinesAsync(arguments[0]))
        {
            using var json = JsonDocument.Parse(line);
            var step = json.RootElement;
            if (speed > 0 && step.TryGetProperty("t", out var at))
            {
                var left =
                    TimeSpan.FromSeconds(at.GetDouble() / speed)
                    - TimeProvider.System.GetElapsedTime(start);
                if (left > TimeSpan.Zero)
                    await Lines.Pause(left, default);
            }
            if (Play(step) is { } code)
                return code;
        }
        return 0;
    }

    public static async Task<int> HangAsync()
    {
        Lines.Print("hanging");
        await Lines.Pause(Timeout.InfiniteTimeSpan, default);
        return 0;
    }

    /// <summary><c>flood N [LINES-A-SECOND]</c>: numbered lines, so that a missing or a doubled one shows.</summary>
    public static async Task<int> FloodAsync(List<string> arguments)
    {
        var count = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var rate = arguments.Count > 1 ? Number(arguments[1]) : 0;
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            Lines.Print($"line {i}");
            if (rate <= 0)
                continue;
            var left =
                TimeSpan.FromSeconds((i + 1) / rate) - TimeProvider.System.GetElapsedTime(start);
            if (left > TimeSpan.FromMilliseconds(1))
                await Lines.Pause(left, default);
        }
        return 0;
    }

    public static async Task<int> IgnoreInterruptAsync()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore);
        Lines.Print("ignoring");
        await Lines.Pause(Timeout.InfiniteTimeSpan, default);
        return 0;
    }

    /// <summary>A child in its own session, which a signal to the agent's group does not reach. Prints its pid.</summary>
    public static async Task<int> SpawnGrandchildAsync()
    {
        var start = new ProcessStartInfo("setsid");
        foreach (var word in (string[])["sh", "-c", "echo $$; exec sleep 3600"])
            start.ArgumentList.Add(word);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        Lines.Print($"grandchild {await child.StandardOutput.ReadLineAsync()}");
        await Lines.Pause(Timeout.InfiniteTimeSpan, default);
        return 0;
    }

    public static Task<int> DieMidLineAsync()
    {
        Lines.Print("a whole line");
        Lines.Half("half a li");
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return Task.FromResult(137);
    }

    public static async Task<int> EchoLinesAsync()
    {
        using var input = Lines.Input();
        while (await input.ReadLineAsync() is { } line)
            Lines.Print($"echo: {line}");
        Lines.Print("end of input");
        return 0;
    }

    private static int? Play(JsonElement step)
    {
        if (step.TryGetProperty("dir", out var direction))
        {
            var message = step.GetProperty("msg");
            if (direction.GetString() == "<")
                Lines.Print(message.GetRawText());
            return direction.GetString() == "!" ? message.GetProperty("exit").GetInt32() : null;
        }
        if (step.TryGetProperty("out", out var said))
            Lines.Print(said.GetString()!);
        if (step.TryGetProperty("err", out var remarked))
            Lines.Error(remarked.GetString()!);
        if (step.TryGetProperty("write", out var write))
            File.WriteAllText(
                write.GetProperty("path").GetString()!,
                write.GetProperty("content").GetString()
            );
        if (step.TryGetProperty("delete", out var gone))
            File.Delete(gone.GetString()!);
        return step.TryGetProperty("exit", out var code) ? code.GetInt32() : null;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;
}
