using System.CommandLine;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge start PLAN</c>: an approved plan runs.</summary>
internal static class StartCommand
{
    public static Command Create(Surroundings here)
    {
        var (plan, json) = (Flags.Plan(here), Flags.Json());
        var live = Flags.Live("Show the graph as it goes on; Ctrl+C leaves it running");
        var settings = new StartOptions();
        var command = new Command(
            "start",
            "Let an approved plan run: each group in a worktree of its own, when what it needs is merged"
        )
        {
            plan,
            live,
            json,
        };
        settings.AddTo(command);
        command.SetAction(
            async (parsed, ct) =>
            {
                var request = settings.Read(parsed);
                var client = await new Connection(here).OpenAsync(ct);
                var found = await PlanList.FindAsync(
                    client,
                    parsed.GetRequiredValue(plan),
                    here,
                    ct
                );
                var now = await client.StartPlanAsync(found.Id.ToString(), request, ct);
                var (isLive, isJson) = (parsed.GetValue(live), parsed.GetValue(json));
                return isLive
                    ? await StatusCommand.FollowAsync(here, now.Id.ToString(), now.Plan, isJson, ct)
                    : new Deed(Text(now, here.Name), now).Tell(here, isJson);
            }
        );
        return command;
    }

    private static string Text(PlanStatus plan, string forge)
    {
        var begun = plan
            .Groups.Where(group => group.State is "ready" or "running" or "validating")
            .Select(group => group.Id)
            .ToList();
        var most = begun.Count > plan.MaxParallel ? $", {plan.MaxParallel} at once" : "";
        var first = begun.Count > 0 ? $": {string.Join(", ", begun.Take(20))} first{most}" : "";
        return $"Started {plan.Plan}{first}. Watch: {forge} status {plan.Plan} --live";
    }
}
