using System.CommandLine;
using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Plans;

/// <summary>The frame of the commands that do one thing to one plan and say what became of it.</summary>
internal static class PlanAct
{
    /// <param name="before">Ends the command before a server is looked for.</param>
    public static void Act(
        Command command,
        Surroundings here,
        Func<ParseResult, ForgeClient, PlanSummary, CancellationToken, Task<Deed>> act,
        Action<ParseResult>? before = null
    )
    {
        var (name, json) = (Flags.Plan(here), Flags.Json());
        command.Arguments.Insert(0, name);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, ct) =>
            {
                before?.Invoke(parsed);
                var client = await new Connection(here).OpenAsync(ct);
                var plan = await PlanList.FindAsync(
                    client,
                    parsed.GetRequiredValue(name),
                    here,
                    ct
                );
                var deed = await act(parsed, client, plan, ct);
                return deed.Tell(here, parsed.GetValue(json));
            }
        );
    }
}
