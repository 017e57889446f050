using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Forge.Core.Executors.Replay;

/// <summary>The process behind the REPLAY executor: plays a recording into a worktree.</summary>
/// <remarks>
/// A recording has one JSON object a line: <c>{"t":sec,"out":text}</c>, <c>{"t","err":text}</c>,
/// <c>{"t","write":{"path","content"}}</c>, <c>{"t","delete":path}</c>, <c>{"t","exit":code}</c>. Transcripts
/// <c>{"t","dir":"&lt;","msg":{…}}</c> are understood too: what the agent said is printed, what was said to it is left out.
/// </remarks>
internal sealed class ReplayAgent(Stream output, Stream error, string directory, TimeProvider time)
{
    public const string Verb = "replay-agent";

    private const int BadUse = 2;

    /// <summary>Plays <c>args</c> = recording [--speed n] (n = 0: without waiting); gives the exit code.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        Stream output,
        Stream error,
        string directory,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var agent = new ReplayAgent(output, error, directory, time);
        var speed = 1.0;
        var asked = args.Count == 3 && args[1] == "--speed";
        var understood =
            args.Count == 1
            || asked
                && double.TryParse(args[2], CultureInfo.InvariantCulture, out speed)
                && speed >= 0;
        if (!understood)
            return await agent
                .ComplainAsync($"usage: {Verb} RECORDING [--speed N]", BadUse, ct)
                .ConfigureAwait(false);
        return await agent
            .PlayAsync(Path.Combine(directory, args[0]), speed, ct)
            .ConfigureAwait(false);
    }

    private async Task<int> PlayAsync(string recording, double speed, CancellationToken ct)
    {
        if (!File.Exists(recording))
            return await ComplainAsync($"no recording at {recording}", BadUse, ct)
                .ConfigureAwait(false);
        var start = time.GetTimestamp();
        var number = 0;
        await foreach (var text in File.ReadLinesAsync(recording, ct).ConfigureAwait(false))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (RecordedStep.Parse(text) is not { } step)
                return await ComplainAsync(
                        $"{recording}:{number} is no step of a recording",
                        BadUse,
                        ct
                    )
                    .ConfigureAwait(false);
            await WaitAsync(start, step.At, speed, ct).ConfigureAwait(false);
            if (await DoAsync(step, ct).ConfigureAwait(false) is { } code)
                return code;
        }
        return 0;
    }

    private async Task WaitAsync(long start, double at, double speed, CancellationToken ct)
    {
        if (speed <= 0 || at <= 0)
            return;
        var left = TimeSpan.FromSeconds(Math.Min(at / speed, 86_400)) - time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, ct).ConfigureAwait(false);
    }

    /// <summary>Does the step; an exit code when it is the last.</summary>
    private async Task<int?> DoAsync(RecordedStep step, CancellationToken ct)
    {
        switch (step)
        {
            case RecordedStep.Print print:
                await PrintAsync(print.ToError ? error : output, print.Text, ct)
                    .ConfigureAwait(false);
                return null;
            case RecordedStep.Write write when Inside(write.Path) is { } path:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, write.Content, ct).ConfigureAwait(false);
                return null;
            case RecordedStep.Delete delete when Inside(delete.Path) is { } path:
                File.Delete(path);
                return null;
            case RecordedStep.Write { Path: var path }:
                return await ComplainAsync($"{path} is outside of the worktree", 1, ct)
                    .ConfigureAwait(false);
            case RecordedStep.Delete { Path: var path }:
                return await ComplainAsync($"{path} is outside of the worktree", 1, ct)
                    .ConfigureAwait(false);
            case RecordedStep.Exit exit:
                return exit.Code;
            default:
                return null;
        }
    }

    /// <summary>The full path; null when it leads out of the worktree, also by a link on its way.</summary>
    private string? Inside(string path)
    {
        var root = Path.GetFullPath(directory);
        var full = Path.GetFullPath(Path.Combine(root, path));
        if (!full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            return null;
        for (var at = full; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
            if (new FileInfo(at).LinkTarget is not null)
                return null;
        return full;
    }

    private async Task<int> ComplainAsync(string text, int code, CancellationToken ct)
    {
        await PrintAsync(error, $"{Verb}: {text}", ct).ConfigureAwait(false);
        return code;
    }

    private static async Task PrintAsync(Stream to, string text, CancellationToken ct)
    {
        await to.WriteAsync(Encoding.UTF8.GetBytes(text + "\n"), ct).ConfigureAwait(false);
        await to.FlushAsync(ct).ConfigureAwait(false);
    }
}
