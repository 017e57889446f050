using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Plans;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge resume ID PROMPT</c>: says more to a run's agent, in its own conversation.</summary>
internal static class ResumeCommand
{
    private sealed record Request(
        string Id,
        string? Prompt,
        string? Variant,
        bool Steer,
        bool Follow,
        bool Json
    );

    public static Command Create(Surroundings here)
    {
        var id = Flags.Id(here);
        var prompt = new Argument<string>("prompt")
        {
            Description =
                "What to say; '-' reads it from standard input. Left out: ID names a paused plan, which goes on",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var variant = new Option<string?>("--variant")
        {
            Description = "Another variant of the agent's profile",
            HelpName = "name",
        };
        var steer = new Option<bool>("--steer")
        {
            Description = "Tell it in the middle of its turn instead of after it",
        };
        var (follow, json) = (Flags.Follow(), Flags.Json());
        var command = new Command(
            "resume",
            "Say more to the agent of a run or a group, in its own conversation; or let a paused plan go on"
        )
        {
            id,
            prompt,
            variant,
            steer,
            follow,
            json,
        };
        command.SetAction(
            async (parsed, ct) =>
                await SendAsync(
                    here,
                    new Request(
                        parsed.GetRequiredValue(id),
                        await PromptAsync(parsed.GetValue(prompt), ct),
                        parsed.GetValue(variant)?.ToUpperInvariant(),
                        parsed.GetValue(steer),
                        parsed.GetValue(follow),
                        parsed.GetValue(json)
                    ),
                    ct
                )
        );
        return command;
    }

    private static async Task<int> SendAsync(
        Surroundings here,
        Request request,
        CancellationToken ct
    )
    {
        if (request.Prompt is "")
            throw CommandFailed.Usage("The prompt is empty; say what is to be done next");
        var client = await new Connection(here).OpenAsync(ct);
        if (request.Prompt is null)
            return await PlanAsync(here, client, request, ct);
        if (await PlanList.TryGroupAsync(client, request.Id, here, ct) is { } group)
            return await GroupAsync(here, client, group, request, ct);
        var run = await AttemptList.FindAsync(client, request.Id, here, ct);
        var process = await client.FollowUpAsync(
            run.Id,
            new FollowUp
            {
                Prompt = request.Prompt,
                Variant = request.Variant,
                Steer = request.Steer ? true : null,
            },
            ct
        );
        if (request.Follow)
            return await ViewCommand.FollowAsync(
                here,
                run.Id,
                raw: false,
                request.Json,
                ct,
                process.StartedAt
            );
        here.Terminal.Line(
            request.Json
                ? JsonSerializer.Serialize(process, ForgeJson.Wire.ExecutionProcess)
                : $"Told {run.Short} ({run.Task.Title}). Watch: {here.Name} view {run.Short} --live"
        );
        return ExitCodes.Ok;
    }

    private static async Task<string?> PromptAsync(string? text, CancellationToken ct) =>
        text is null ? null : (await Flags.PromptAsync(text, ct)).Trim();

    /// <summary>Without a prompt nothing can be said to an agent: only a plan can be meant.</summary>
    private static async Task<int> PlanAsync(
        Surroundings here,
        ForgeClient client,
        Request request,
        CancellationToken ct
    )
    {
        var plans = await client.PlansAsync(ct);
        var plan =
            await PlanList.TryFindAsync(client, plans, request.Id, here, ct)
            ?? throw CommandFailed.Usage(
                $"Say what is to be done next: {here.Name} resume {request.Id} \"…\"   (without a prompt a plan goes on, and none is called '{request.Id}')"
            );
        if (request.Variant is not null || request.Steer || request.Follow)
            throw CommandFailed.Usage(
                "--variant, --steer and --follow go with a prompt; a plan goes on without them"
            );
        var deed = await ResumePlanCommand.DoAsync(here, client, plan, ct);
        return deed.Tell(here, request.Json);
    }

    private static async Task<int> GroupAsync(
        Surroundings here,
        ForgeClient client,
        KnownGroup group,
        Request request,
        CancellationToken ct
    )
    {
        if (request.Variant is not null || request.Steer)
            throw CommandFailed.Usage(
                $"--variant and --steer are for runs; name the run of {group.Name} by its id"
            );
        var asked = here.Now;
        var now = await client.FollowUpGroupAsync(
            group.PlanId,
            group.Group.Id,
            request.Prompt!,
            ct
        );
        if (request.Follow && KnownGroup.In(now, group.Group.Id)?.Attempt is { } attempt)
            return await ViewCommand.FollowAsync(
                here,
                attempt,
                raw: false,
                request.Json,
                ct,
                asked
            );
        return new Deed(
            $"Told {group.Name} ({group.Group.Title}). Watch: {here.Name} view {group.Name} --live",
            now
        ).Tell(here, request.Json);
    }
}
