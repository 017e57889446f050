using System.Globalization;
using System.Text.Json;
using Forge.Core.Domain;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Executors.Replay;

/// <summary>Plays a recorded run with its timing and file edits: for demonstrations, tests and bug reports.</summary>
internal sealed class ReplayExecutor : IExecutor
{
    public string Name => "REPLAY";

    public IReadOnlyList<string> Capabilities => [];

    public LaunchSpec Launch(LaunchRequest request)
    {
        var recording = request.Options.Text("command") ?? request.Options.Text("recording");
        if (string.IsNullOrWhiteSpace(recording))
            throw RuleBroken.Invalid(
                "The REPLAY executor needs the path of a recording: as the command, or in the option 'recording' of its profile."
            );
        var speed = Speed(request).ToString(CultureInfo.InvariantCulture);
        return new LaunchSpec(
            [.. request.Self, ReplayAgent.Verb, recording, "--speed", speed],
            InputMode.None,
            [],
            LaunchOptions.Environment(request.Options)
        );
    }

    public IConversation Open(ConversationContext context) => new ReplayConversation(context);

    private static double Speed(LaunchRequest request)
    {
        var given = request.Options["speed"];
        if (given is null)
            return 1;
        if (
            given.GetValueKind() == JsonValueKind.Number
            && given.GetValue<double>() is >= 0 and var speed
        )
            return speed;
        throw RuleBroken.Invalid(
            "The option 'speed' of the REPLAY executor must be a number: 1 plays as recorded, 10 ten times as fast, 0 without waiting."
        );
    }
}
