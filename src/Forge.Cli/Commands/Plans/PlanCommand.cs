using System.CommandLine;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Planning;
using Forge.Planning;
using Forge.Planning.Plans;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge plan WISH</c>: makes a plan of an approved wish, and the files that go with it. No server is needed.</summary>
internal static class PlanCommand
{
    private sealed record Request(
        string Document,
        string? GroupsFrom,
        IReadOnlyList<string> Groups,
        bool FinalValidation,
        bool DryRun,
        bool Json,
        bool Direct
    );

    public static Command Create(Surroundings here)
    {
        var document = Document();
        var dry = new Option<bool>("--dry-run", "-n")
        {
            Description = "Print the files as a diff; write nothing",
        };
        var json = Flags.Json("Print the plan as JSON (docs/planning.md)");
        var groups = new Option<string[]>("--group", "-g")
        {
            Description = "Only this group's files; may be given again",
            HelpName = "id",
            CompletionSources = { context => GroupNames.Complete(here, context) },
        };
        var final = new Option<bool>("--final-validation")
        {
            Description = "Add a last group that waits for all others and validates the whole",
        };
        var direct = new Option<bool>("--direct")
        {
            Description = "Print the 'forge run' call for one group; create nothing",
        };
        var groupsFrom = WishCommand.GroupsFrom();
        var command = new Command(
            "plan",
            "Make a plan that can run of an approved wish (needs no server); or lint, pause, resume, cancel one"
        )
        {
            document,
            dry,
            json,
            groups,
            final,
            direct,
            groupsFrom,
            PlanLintCommand.Create(here),
            PauseCommand.Create(here),
            ResumePlanCommand.Create(here),
            CancelCommand.Create(here),
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    here,
                    new Request(
                        parsed.GetRequiredValue(document),
                        parsed.GetValue(groupsFrom),
                        parsed.GetValue(groups) ?? [],
                        parsed.GetValue(final),
                        parsed.GetValue(dry),
                        parsed.GetValue(json),
                        parsed.GetValue(direct)
                    ),
                    ct
                )
        );
        return command;
    }

    public static Argument<string> Document() =>
        new("wish")
        {
            HelpName = "wish",
            Description =
                "An approved wish: its file, its folder, or its name below .genie/wishes; a forge plan, a parallel plan in JSON, tasks.md",
        };

    private static async Task<int> RunAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        var world = await PlanWorld.LookAsync(
            here,
            request.Document,
            request.GroupsFrom,
            mayWrite: !request.DryRun && !request.Direct,
            ct
        );
        Plannable.Insist(request.Document, world);
        var only = Plannable.Groups(world.Wish, request.Groups);
        var facts = world.Facts with
        {
            FinalValidation = request.FinalValidation,
            OnlyGroups = only,
        };
        var outcome = Planner.Plan(world.Wish, facts);
        if (request.Direct)
            return DirectCall.Print(here, outcome.Plan, world, only, request.Json);
        var plan = PlanWriting.Possible(world.Root, outcome.Plan);
        if (!request.DryRun)
            plan = plan with { Written = PlanWriting.Write(world.Root, plan) };
        await TellAsync(here, plan, request with { Document = world.Label }, only, ct);
        return outcome.IsBlocked ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async Task TellAsync(
        Surroundings here,
        ForgePlan plan,
        Request request,
        IReadOnlyList<string> only,
        CancellationToken ct
    )
    {
        if (request.Json)
        {
            await here.Terminal.LineAsync(PlanningJson.Bytes(plan, j => j.ForgePlan), ct);
            return;
        }
        var report = new PlanReport(here.Terminal, request.Document);
        if (request.DryRun)
            report.Diffs(plan);
        if (plan.State == PlanState.Blocked)
        {
            report.Blocked(plan, written: !request.DryRun);
            return;
        }
        if (request.DryRun)
        {
            here.Terminal.Note(
                $"{plan.Changes.Count(c => c.Writes)} files would be written; nothing was"
            );
            return;
        }
        report.Print(plan, only);
        report.Written(plan);
    }
}
