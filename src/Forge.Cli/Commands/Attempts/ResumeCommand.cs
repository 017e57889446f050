using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge resume ID PROMPT</c>: says more to a run's agent, in its own conversation.</summary>
internal static class ResumeCommand
{
    private sealed record Request(
        string Id,
        string Prompt,
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
            Description = "What to say; '-' reads it from standard input",
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
            "Say more to a run's agent; its conversation goes on where it was"
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
                        (await Flags.PromptAsync(parsed.GetRequiredValue(prompt), ct)).Trim(),
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
        if (request.Prompt.Length == 0)
            throw CommandFailed.Usage("The prompt is empty; say what is to be done next");
        var client = await new Connection(here).OpenAsync(ct);
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
}
