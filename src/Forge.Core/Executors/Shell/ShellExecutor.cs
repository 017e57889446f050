using System.Text;
using Forge.Core.Domain;
using Forge.Core.Domain.Processes;

namespace Forge.Core.Executors.Shell;

/// <summary>Any command line as an agent. It reads the prompt from standard input and edits files as it likes.</summary>
internal sealed class ShellExecutor : IExecutor
{
    public string Name => "SHELL";

    public IReadOnlyList<string> Capabilities => [];

    public LaunchSpec Launch(LaunchRequest request)
    {
        var command = request.Options.Text("command");
        if (string.IsNullOrWhiteSpace(command))
            throw RuleBroken.Invalid(
                "The SHELL executor needs a command line: set the option 'command' of its profile, or give --command 'make fix'."
            );
        return new LaunchSpec(
            ["/bin/sh", "-c", command, .. Parameters(request)],
            InputMode.Once,
            Encoding.UTF8.GetBytes(request.Prompt),
            LaunchOptions.Environment(request.Options)
        );
    }

    public IConversation Open(ConversationContext context) => new ShellConversation();

    /// <summary>They become <c>$1</c>, <c>$2</c> … of the command line.</summary>
    private static IEnumerable<string> Parameters(LaunchRequest request)
    {
        var more = LaunchOptions.AdditionalParameters(request.Options);
        return more.Count == 0 ? [] : ["sh", .. more];
    }
}
