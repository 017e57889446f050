using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Plans;
using Forge.Cli.Servers;
using Forge.Planning.Folders;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge approve PLAN</c>: a person approves what they were shown, and nothing else.</summary>
internal static class ApproveCommand
{
    private sealed record Request(
        string Wish,
        string? Onto,
        string? Base,
        bool Yes,
        bool DryRun,
        bool Json
    );

    public static Command Create(Surroundings here)
    {
        var wish = PlanCommand.Document();
        wish.CompletionSources.Add(_ => WishNames(here));
        var onto = Branch("--onto", "Groups are merged onto this branch instead of the plan's own");
        var from = Branch(
            "--base",
            "The branch that the plan starts from and is delivered into (default: the project's)"
        );
        var dry = new Option<bool>("--dry-run", "-n")
        {
            Description = "Show what would be approved; approve nothing",
        };
        var (yes, json) = (Flags.Yes(), Flags.Json());
        var command = new Command(
            "approve",
            "Approve a plan as its files stand now; once they change, it must be approved again"
        )
        {
            wish,
            onto,
            from,
            yes,
            dry,
            json,
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    here,
                    new Request(
                        parsed.GetRequiredValue(wish),
                        parsed.GetValue(onto),
                        parsed.GetValue(from),
                        parsed.GetValue(yes),
                        parsed.GetValue(dry),
                        parsed.GetValue(json)
                    ),
                    ct
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        if (!request.DryRun)
            Consent.Insist(here, request.Yes, "Approving a plan");
        var place = await MissingWish.OrElseAsync(here, request.Wish, ct);
        var client = await new Connection(here).OpenAsync(ct);
        var (project, isNew) = await ProjectList.RequireAsync(client, null, place.Around, ct);
        if (isNew)
            here.Terminal.Note($"Made {project.GitRepoPath} a project");
        var asked = new ApprovePlan
        {
            ProjectId = project.Id,
            Wish = place.Path,
            BaseBranch = request.Base,
            Onto = request.Onto,
        };
        var shown = await LookAsync(here, client, asked, request.Wish, ct);
        Show(here, shown, request);
        if (request.DryRun)
            return ExitCodes.Ok;
        await Consent.AskAsync(here, request.Yes, $"Approve {shown.Plan}?", ct);
        var now = await client.ApprovePlanAsync(asked with { Digest = shown.Digest }, ct);
        return new Deed(
            $"Approved {now.Plan} ({Commits.Digest(now.Digest)}). Start: {here.Name} start {now.Plan}",
            now
        ).Tell(here, request.Json);
    }

    private static async Task<PlanToApprove> LookAsync(
        Surroundings here,
        ForgeClient client,
        ApprovePlan asked,
        string wish,
        CancellationToken ct
    )
    {
        try
        {
            return await client.PlanToApproveAsync(asked, ct);
        }
        catch (ForgeError error) when (OtherBuild.MayPlanOtherwise(error))
        {
            throw await OtherBuild.ExplainAsync(error, here, wish, ct);
        }
    }

    private static void Show(Surroundings here, PlanToApprove plan, Request request)
    {
        if (request is { Json: true, DryRun: true })
        {
            here.Terminal.Line(JsonSerializer.Serialize(plan, ForgeJson.Wire.PlanToApprove));
            return;
        }
        foreach (var line in ApprovalText.Lines(plan, here.Terminal))
            if (request.Json)
                here.Terminal.Note(line);
            else
                here.Terminal.Line(line);
    }

    private static Option<string?> Branch(string name, string description) =>
        new(name) { Description = description, HelpName = "branch" };

    private static IEnumerable<CompletionItem> WishNames(Surroundings here)
    {
        var root = WishOnDisk.RootOf(Path.Combine(here.Directory, "any"));
        var wishes = Path.Combine(root, ".genie", "wishes");
        return Directory.Exists(wishes)
            ? Directory
                .EnumerateDirectories(wishes)
                .Select(folder => new CompletionItem(Path.GetFileName(folder)))
            : [];
    }
}
