using System.CommandLine;
using Forge.Api;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Groups;

/// <summary>What a command is about: a plan, or one of its groups.</summary>
/// <param name="Plan">The plan's id.</param>
/// <param name="Name">As the person typed it.</param>
internal sealed record Subject(string Plan, string Name, KnownGroup? Group);

/// <summary>The frame of the commands that are about a plan or one of its groups.</summary>
internal static class EitherAct
{
    public static void Act(
        Command command,
        Surroundings here,
        Func<ParseResult, ForgeClient, Subject, CancellationToken, Task<Deed>> act
    )
    {
        var (name, json) = (Flags.PlanOrGroup(here), Flags.Json());
        command.Arguments.Insert(0, name);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, ct) =>
            {
                var client = await new Connection(here).OpenAsync(ct);
                var text = parsed.GetRequiredValue(name);
                var (plan, group) = await PlanList.EitherAsync(client, text, here, ct);
                var subject = new Subject(plan, group?.Name ?? text, group);
                return (await act(parsed, client, subject, ct)).Tell(here, parsed.GetValue(json));
            }
        );
    }
}
