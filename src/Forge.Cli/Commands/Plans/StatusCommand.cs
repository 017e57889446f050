using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Cli.Terminals;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge status [PLAN]</c>: the graph of a plan, or all plans and what waits for a person.</summary>
internal static class StatusCommand
{
    private sealed record Request(string? Plan, bool Live, bool Log, bool Json);

    public static Command Create(Surroundings here)
    {
        var plan = Flags.PlanOrGroup(here);
        plan.Arity = ArgumentArity.ZeroOrOne;
        var live = Flags.Live(
            "Redraw it as it goes on, until it is over; Ctrl+C leaves it running"
        );
        var log = new Option<bool>("--log")
        {
            Description = "Who approved, merged, awarded, widened what, and when",
        };
        var json = Flags.Json("Print the plan as JSON; with --live a line for each change");
        var command = new Command(
            "status",
            "Show how a plan stands: its graph, gates, conflicts; without PLAN all plans and your inbox"
        )
        {
            plan,
            live,
            log,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(live) && result.GetValue(log))
                result.AddError("Only one of --live and --log can be given");
            if (result.GetValue(plan) is null && (result.GetValue(live) || result.GetValue(log)))
                result.AddError("'--live' and '--log' need a plan: forge status PLAN --live");
        });
        command.SetAction(
            (parsed, ct) =>
                ShowAsync(
                    here,
                    new Request(
                        parsed.GetValue(plan),
                        parsed.GetValue(live),
                        parsed.GetValue(log),
                        parsed.GetValue(json)
                    ),
                    ct
                )
        );
        return command;
    }

    private static async Task<int> ShowAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        var client = await new Connection(here).OpenAsync(ct);
        if (request.Plan is null)
            return await AllAsync(here, client, request.Json, ct);
        var (plan, group) = await PlanList.EitherAsync(client, request.Plan, here, ct);
        if (request.Live)
            return await FollowAsync(here, plan, request.Plan, request.Json, ct);
        if (request.Log)
            return await LogAsync(here, client, plan, group?.Group.Id, request.Json, ct);
        if (request.Json)
        {
            var status = group?.Plan ?? await client.PlanAsync(plan, ct);
            here.Terminal.Line(
                group is null
                    ? JsonSerializer.Serialize(status, ForgeJson.Wire.PlanStatus)
                    : JsonSerializer.Serialize(group.Group, ForgeJson.Wire.GroupStatus)
            );
            return ExitCodes.Ok;
        }
        var lines = group is null
            ? new StatusText(here.Terminal, here.Name).Lines(
                await client.PlanAsync(plan, ct),
                here.Now
            )
            : [.. new GroupPage(here.Terminal).Lines(group)];
        foreach (var line in lines)
            here.Terminal.Line(line);
        return ExitCodes.Ok;
    }

    /// <summary>Shows a plan until it is over. What becomes of the plan is no failure of this command.</summary>
    public static async Task<int> FollowAsync(
        Surroundings here,
        string plan,
        string name,
        bool json,
        CancellationToken ct
    )
    {
        var connection = new Connection(here);
        IPlanScreen screen =
            json ? new JsonScreen(here.Terminal)
            : here.Terminal.IsTerminal ? new GraphScreen(here)
            : new ChangeScreen(here);
        try
        {
            await new LivePlan(here, new Reconnecting(connection.OpenAsync, here.Time)).ShowAsync(
                plan,
                screen,
                ct
            );
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            here.Terminal.Note(
                $"\nThe plan goes on. Watch again: {here.Name} status {name} --live"
            );
            return ExitCodes.Interrupted;
        }
    }

    private static async Task<int> AllAsync(
        Surroundings here,
        ForgeClient client,
        bool json,
        CancellationToken ct
    )
    {
        var plans = await client.PlansAsync(ct);
        var inbox = await client.InboxAsync(ct);
        if (json)
        {
            here.Terminal.Line(
                JsonSerializer.Serialize(new PlansJson(plans, inbox), CliJson.Default.PlansJson)
            );
            return ExitCodes.Ok;
        }
        PlansCommand.Print(here, plans);
        InboxCommand.Summarise(here, inbox);
        return ExitCodes.Ok;
    }

    private static async Task<int> LogAsync(
        Surroundings here,
        ForgeClient client,
        string plan,
        string? group,
        bool json,
        CancellationToken ct
    )
    {
        var log = await client.PlanLogAsync(plan, ct);
        if (group is not null)
            log = [.. log.Where(entry => entry.Group == group)];
        if (json)
            here.Terminal.Line(
                JsonSerializer.Serialize(log, ForgeJson.Wire.IReadOnlyListPlanLogEntry)
            );
        else
            foreach (var entry in log)
                here.Terminal.Line(Line(entry));
        if (log.Count == 0)
            here.Terminal.Note("Nothing is in the log yet");
        return ExitCodes.Ok;
    }

    private static string Line(PlanLogEntry entry) =>
        $"{entry.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {Words.OneLine(entry.By, 30)}  {PlanStates.Word(entry.What)}{(entry.Group is null ? "" : $" {Words.OneLine(entry.Group, 20)}")}: {Words.OneLine(entry.Text, 500)}".TrimEnd(
            ' ',
            ':'
        );
}
