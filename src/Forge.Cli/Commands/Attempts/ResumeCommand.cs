using System.CommandLine;
using System.Text.Json;
using Forge.Api;
using Forge.Cli.Attempts;
using Forge.Cli.Servers;

namespace Forge.Cli.Commands.Attempts;

/// <summary><c>forge resume ID PROMPT</c>: says more to a run's agent, in its own conversation.</summary>
internal static class ResumeCommand
{
    public static Command Create(Surroundings here)
    {
        var id = Flags.Id();
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
            {
                var text = (await Flags.PromptAsync(parsed.GetRequiredValue(prompt), ct)).Trim();
                if (text.Length == 0)
                    throw CommandFailed.Usage("The prompt is empty; say what is to be done next");
                var client = await new Connection(here).OpenAsync(ct);
                var run = await AttemptList.FindAsync(
                    client,
                    parsed.GetRequiredValue(id),
                    here,
                    ct
                );
                var request = new FollowUp
                {
                    Prompt = text,
                    Variant = parsed.GetValue(variant)?.ToUpperInvariant(),
                    Steer = parsed.GetValue(steer) ? true : null,
                };
                var process = await client.FollowUpAsync(run.Id, request, ct);
                var isJson = parsed.GetValue(json);
                if (parsed.GetValue(follow))
                    return await ViewCommand.FollowAsync(
                        here,
                        run.Id,
                        raw: false,
                        isJson,
                        ct,
                        process.StartedAt
                    );
                if (isJson)
                    here.Terminal.Line(
                        JsonSerializer.Serialize(process, ForgeJson.Wire.ExecutionProcess)
                    );
                else
                    here.Terminal.Line(
                        $"Told {run.Short} ({run.Task.Title}). Watch: forge view {run.Short} --live"
                    );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
