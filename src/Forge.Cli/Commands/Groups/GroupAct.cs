using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Groups;

/// <summary>The frame of the commands that do one thing to one group of a plan and say what became of it.</summary>
internal static class GroupAct
{
    /// <param name="before">Ends the command before a server is looked for.</param>
    public static void Act(
        Command command,
        Surroundings here,
        Func<ParseResult, ForgeClient, KnownGroup, CancellationToken, Task<Deed>> act,
        Action<ParseResult>? before = null
    )
    {
        var (name, json) = (Flags.Group(here), Flags.Json());
        command.Arguments.Insert(0, name);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, ct) =>
            {
                before?.Invoke(parsed);
                var client = await new Connection(here).OpenAsync(ct);
                var group = await PlanList.GroupAsync(
                    client,
                    parsed.GetRequiredValue(name),
                    here,
                    ct
                );
                var deed = await act(parsed, client, group, ct);
                return deed.Tell(here, parsed.GetValue(json));
            }
        );
    }

    /// <summary><c>Widened login/A (hash): it is validating now.</c></summary>
    public static Deed Done(KnownGroup group, string did, PlanStatus now)
    {
        var state = KnownGroup.In(now, group.Group.Id)?.State ?? group.Group.State;
        return new Deed(
            $"{did} {group.Name} ({group.Group.Title}): it is {PlanStates.OfGroup(state).Word} now",
            now
        );
    }
}
