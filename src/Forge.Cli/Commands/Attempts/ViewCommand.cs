using System.CommandLine;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Conversations;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge view ID</c>: the conversation of a run.</summary>
internal static class ViewCommand
{
    public static Command Create(Surroundings here)
    {
        var id = Flags.Id(here);
        var live = Flags.Live("Go on showing while it works; Ctrl+C leaves it running");
        var raw = new Option<bool>("--raw")
        {
            Description = "The output as it came instead of the conversation",
        };
        var json = Flags.Json(
            "One JSON object a line; a changed entry comes again under its number"
        );
        var command = new Command("view", "Show what a run's agent said and did")
        {
            id,
            live,
            raw,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var run = await AttemptList.FindAsync(
                    client,
                    parsed.GetRequiredValue(id),
                    here,
                    ct
                );
                var (isRaw, isJson) = (parsed.GetValue(raw), parsed.GetValue(json));
                if (parsed.GetValue(live))
                    return await FollowAsync(here, run.Id, isRaw, isJson, ct);
                if (!isRaw && !isJson)
                    here.Terminal.Line(
                        here.Terminal.In(Paint.Bold, Words.Harmless(run.Task.Title))
                    );
                var running = await new StillView(client).ShowAsync(
                    run.Id,
                    Printer(here, isRaw, isJson),
                    Source(isRaw),
                    ct
                );
                if (running)
                    here.Terminal.Note($"It is still at work: {here.Name} view {run.Short} --live");
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>Shows a run until it rests. The exit code is the run's: 0 when its last process went well, else 1.</summary>
    /// <param name="since">Processes that started before are left out.</param>
    public static async Task<int> FollowAsync(
        Surroundings here,
        Guid attempt,
        bool raw,
        bool json,
        CancellationToken ct,
        DateTimeOffset? since = null
    )
    {
        var connection = new Connection(here);
        var view = new LiveView(here, new Reconnecting(connection.OpenAsync, here.Time), since);
        try
        {
            var last = await view.FollowAsync(attempt, Printer(here, raw, json), Source(raw), ct);
            return last is { Status: ProcessStatus.Completed } ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            var name = Words.Short(attempt);
            here.Terminal.Note(
                $"\nThe work goes on. Watch again: {here.Name} view {name} --live   Stop it: {here.Name} stop {name}"
            );
            return ExitCodes.Interrupted;
        }
    }

    private static IProcessPrinter Printer(Surroundings here, bool raw, bool json) =>
        json ? new JsonPrinter(here.Terminal)
        : raw ? new RawPrinter(here.Terminal)
        : new ConversationPrinter(here.Terminal);

    private static LiveView.Streams Source(bool raw) =>
        raw
            ? (client, process, follow, ct) => client.RawLogsAsync(process, follow, ct)
            : (client, process, follow, ct) => client.ConversationAsync(process, follow, ct);
}
