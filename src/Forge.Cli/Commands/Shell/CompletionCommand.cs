using System.CommandLine;

namespace Forge.Cli.Commands.Shell;

/// <summary><c>forge completion SHELL</c>: prints the script that makes Tab work.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # eval "$(forge completion bash)"
        _forge() {
            local IFS=$'\n' line="${COMP_LINE#* }" cut
            cut=$((${#COMP_LINE} - ${#line}))
            COMPREPLY=($(FORGE_BUILD=skip "${COMP_WORDS[0]}" "[suggest:$((COMP_POINT - cut))]" "$line" 2>/dev/null))
        }
        complete -o default -F _forge forge
        """;

    private const string Zsh = """
        # eval "$(forge completion zsh)"
        _forge() {
            local line="${BUFFER#* }"
            local -a found
            found=("${(@f)$(FORGE_BUILD=skip "${words[1]}" "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)}")
            compadd -- $found
        }
        compdef _forge forge
        """;

    private const string Fish = """
        # forge completion fish | source
        function __forge_complete
            set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
            FORGE_BUILD=skip forge "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
        end
        complete -c forge -f -a '(__forge_complete)'
        """;

    public static Command Create(Surroundings here)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command(
            "completion",
            "Print the script that completes forge's words: eval \"$(forge completion bash)\""
        )
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            here.Terminal.Line(
                parsed.GetRequiredValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => Fish,
                }
            );
            return ExitCodes.Ok;
        });
        return command;
    }
}
