using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Diffs;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge diff ID</c>: what a run changed, as git would show it.</summary>
internal static class DiffCommand
{
    public static Command Create(Surroundings here)
    {
        var id = Flags.Id(here);
        var live = Flags.Live("Go on showing each change as it happens");
        var stat = new Option<bool>("--stat") { Description = "Only files and counts of lines" };
        var json = Flags.Json();
        var command = new Command(
            "diff",
            "Show what a run changed; off a terminal it is a patch for git apply"
        )
        {
            id,
            live,
            stat,
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
                var (onlyStat, isJson) = (parsed.GetValue(stat), parsed.GetValue(json));
                return parsed.GetValue(live)
                    ? await LiveAsync(here, client, run, onlyStat, isJson, ct)
                    : await OnceAsync(here, client, run, onlyStat, isJson, ct);
            }
        );
        return command;
    }

    private static async Task<int> OnceAsync(
        Surroundings here,
        ForgeClient client,
        KnownAttempt run,
        bool stat,
        bool json,
        CancellationToken ct
    )
    {
        if (!json && !stat && !here.Terminal.IsTerminal)
            return await PatchAsync(here, client, run, ct);
        var diffs = await client.DiffAsync(run.Id, stat, ct);
        if (json)
            here.Terminal.Line(JsonSerializer.Serialize(diffs, ForgeJson.Wire.IReadOnlyListDiff));
        else if (stat)
            here.Terminal.Line(DiffText.Stat(diffs, here.Terminal));
        else
            Print(here.Terminal, diffs);
        if (diffs.Count == 0)
            here.Terminal.Note($"{run.Short} changed nothing");
        return ExitCodes.Ok;
    }

    /// <summary>Git's own patch, byte for byte: contents need not be text.</summary>
    private static async Task<int> PatchAsync(
        Surroundings here,
        ForgeClient client,
        KnownAttempt run,
        CancellationToken ct
    )
    {
        var patch = await client.PatchAsync(run.Id, ct);
        await here.Terminal.BytesAsync(patch, ct);
        if (patch.Length == 0)
            here.Terminal.Note($"{run.Short} changed nothing");
        return ExitCodes.Ok;
    }

    public static void Print(Terminal terminal, IReadOnlyList<Diff> diffs)
    {
        foreach (var diff in diffs)
            terminal.Output.Write(DiffText.Painted(UnifiedDiff.Of(diff), terminal));
        if (
            !terminal.IsTerminal
            && diffs.FirstOrDefault(diff => !UnifiedDiff.HasContent(diff)) is { } blind
        )
            terminal.Note(
                $"forge: {DiffText.Name(blind)} is binary or large: its content is not in this patch; take it from the branch"
            );
    }

    private static async Task<int> LiveAsync(
        Surroundings here,
        ForgeClient client,
        KnownAttempt run,
        bool stat,
        bool json,
        CancellationToken ct
    )
    {
        var watch = new DiffWatch();
        try
        {
            await foreach (var operation in client.DiffStreamAsync(run.Id, stat, ct))
            {
                if (watch.Apply(operation) is not var (path, diff))
                    continue;
                if (json)
                    here.Terminal.Line(
                        JsonSerializer.Serialize(operation, ForgeJson.Wire.PatchOperation)
                    );
                else
                    Tell(here, path, diff, stat);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            here.Terminal.Note(
                $"\nThe work goes on. Watch again: {here.Name} diff {run.Short} --live"
            );
            return ExitCodes.Interrupted;
        }
        return ExitCodes.Ok;
    }

    private static void Tell(Surroundings here, string path, Diff? diff, bool stat)
    {
        var terminal = here.Terminal;
        var time = terminal.In(Paint.Dim, here.Now.ToLocalTime().ToString("HH:mm:ss"));
        if (diff is null)
        {
            terminal.Line($"{time} as before  {Words.Harmless(path)}");
            return;
        }
        var (added, removed) = UnifiedDiff.Count(diff);
        var counts =
            $"{terminal.In(Paint.Green, $"+{added}")} {terminal.In(Paint.Red, $"-{removed}")}";
        terminal.Line(
            $"{time} {diff.Change.ToString().ToLowerInvariant(), -9}  {Words.Harmless(DiffText.Name(diff))}  {counts}"
        );
        if (!stat)
            terminal.Output.Write(DiffText.Painted(UnifiedDiff.Of(diff), terminal));
    }
}
