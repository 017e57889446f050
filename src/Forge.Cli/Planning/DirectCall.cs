using System.Text.Json;
using Forge.Cli.Terminals;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Planning;

/// <summary>The <c>forge run</c> call for one group, as a shell takes it. Nothing is made; standard output has the call alone.</summary>
internal static class DirectCall
{
    public static int Print(
        Surroundings here,
        ForgePlan plan,
        PlanWorld world,
        IReadOnlyList<string> chosen,
        bool json
    )
    {
        var group = Chosen(plan, chosen);
        if (plan.State == PlanState.Blocked)
        {
            foreach (var blocker in plan.Blockers)
                here.Terminal.Note($"forge: {blocker.Text}; {blocker.Mend} [{blocker.Code}]");
            return ExitCodes.Failed;
        }
        var exists = File.Exists(Path.Combine(world.Root, group.TaskFile));
        string[] words =
        [
            here.Name,
            "run",
            .. Options(group),
            "--title",
            group.TaskTitle,
            "--",
            Planner.Prompt(group, world.Wish, plan.Wish, exists ? group.TaskFile : null).TrimEnd(),
        ];
        if (json)
            here.Terminal.Line(
                JsonSerializer.Serialize(
                    new DirectJson(group.Id, words, string.Join(' ', words.Select(ShellWord.Of))),
                    CliJson.Default.DirectJson
                )
            );
        else
            here.Terminal.Line(string.Join(' ', words.Select(ShellWord.Of)));
        Expect(here, plan, group);
        return ExitCodes.Ok;
    }

    private static PlanGroup Chosen(ForgePlan plan, IReadOnlyList<string> chosen) =>
        chosen switch
        {
            [var id] => plan.Groups.First(g => g.Id == id),
            [] when plan.Groups is [var only] => only,
            _ => throw CommandFailed.Usage(
                $"--direct is about one group; name it: --group {string.Join("|", plan.Groups.Select(g => g.Id))}"
            ),
        };

    private static IEnumerable<string> Options(PlanGroup group)
    {
        foreach (
            var (name, value) in new[]
            {
                ("--agent", group.Profile.Executor),
                ("--variant", group.Profile.Variant),
                ("--model", group.Profile.Model),
            }
        )
            if (value is not null)
            {
                yield return name;
                yield return value;
            }
    }

    private static void Expect(Surroundings here, ForgePlan plan, PlanGroup group)
    {
        if (group.DependsOn.Count > 0)
            here.Terminal.Note(
                $"Group {group.Id} waits for {string.Join(", ", group.DependsOn)}: have those merged first"
            );
        foreach (var command in group.Validation)
            here.Terminal.Note($"Then: {command.Command.Split('\n')[0]}");
        here.Terminal.Note($"Evidence: {group.EvidenceFolder}");
        foreach (var said in plan.Diagnostics.Where(d => d.Severity == Severity.Warning))
            here.Terminal.Note($"{plan.Wish}:{said.Line}: warning: {said.Text} [{said.Code}]");
    }
}

/// <summary>What <c>plan --direct --json</c> prints.</summary>
internal sealed record DirectJson(string Group, IReadOnlyList<string> Command, string Line);
