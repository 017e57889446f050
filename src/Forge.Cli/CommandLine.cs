using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Net;
using Forge.Api;
using Forge.Cli.Commands.Attempts;
using Forge.Cli.Commands.Demo;
using Forge.Cli.Commands.Groups;
using Forge.Cli.Commands.Lessons;
using Forge.Cli.Commands.Plans;
using Forge.Cli.Commands.Projects;
using Forge.Cli.Commands.Server;
using Forge.Cli.Commands.Shell;
using Forge.Cli.Commands.Tokens;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Servers;

namespace Forge.Cli;

/// <summary>All commands, and what becomes of their failures: one clear text and a code.</summary>
internal static class CommandLine
{
    private const string About = """
        Forge runs coding agents in parallel, each in its own git worktree.

        First:  forge demo                     a whole wish of a small sample, no key needed
                forge run "fix the login"      give a task to an agent, in the repository you are in
                forge plan WISH                make a plan of an approved wish: groups, waves, task files
                forge approve WISH             a person approves it; forge start PLAN lets it run
                forge status PLAN --live       the graph;  forge merge PLAN/GROUP;  forge deliver PLAN
                forge inbox                    what waits for you
                forge view ID --live           watch a run;  forge diff ID;  forge merge ID

        The server is started when it is needed and goes on in the background: forge stop-server ends it.
        FORGE_URL and FORGE_TOKEN name a server elsewhere; FORGE_HOME is where Forge keeps its state.

        Exit codes: 0 done, 1 failed, 2 wrong or ambiguous command line, 3 no server, 4 not found,
                    5 conflict, 130 ended by Ctrl+C (the work goes on).
        """;

    public static RootCommand Root(Surroundings here)
    {
        var root = All(here);
        // Spellings of another system's shell would only be noise when Tab offers them.
        foreach (var help in root.Options.OfType<HelpOption>())
        foreach (var alias in (string[])["/?", "/h", "-?"])
            help.Aliases.Remove(alias);
        return root;
    }

    private static RootCommand All(Surroundings here) =>
        new(About)
        {
            HelpName = "forge",
            Subcommands =
            {
                DemoCommand.Create(here),
                InitCommand.Create(here),
                RunCommand.Create(here),
                ListCommand.Create(here),
                ViewCommand.Create(here),
                DiffCommand.Create(here),
                ResumeCommand.Create(here),
                StopCommand.Create(here),
                MergeCommand.Create(here),
                RebaseCommand.Create(here),
                DiscardCommand.Create(here),
                OpenCommand.Create(here),
                WishCommand.Create(here),
                PlanCommand.Create(here),
                TokenCommand.Create(here),
                ApproveCommand.Create(here),
                StartCommand.Create(here),
                StatusCommand.Create(here),
                InboxCommand.Create(here),
                PlansCommand.Create(here),
                PauseCommand.Create(here),
                CancelCommand.Create(here),
                ReviewCommand.Create(here),
                ValidateCommand.Create(here),
                RehearseCommand.Create(here),
                RetryCommand.Create(here),
                RevertCommand.Create(here),
                WidenCommand.Create(here),
                AwardCommand.Create(here),
                ClearCommand.Create(here),
                DeliverCommand.Create(here),
                ReportCommand.Create(here),
                LearnCommand.Create(here),
                GcCommand.Create(here),
                DoctorCommand.Create(here),
                ServeCommand.Create(here),
                StopServerCommand.Create(here),
                CompletionCommand.Create(here),
            },
        };

    public static async Task<int> RunAsync(string[] arguments, Surroundings here)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, crash) =>
            Crashed(here, crash.ExceptionObject);
        var parsed = Root(here).Parse(arguments is [] ? ["--help"] : arguments);
        // The shell's completion asks about lines that are not whole yet: [suggest:12] "diff 3f".
        if (parsed.Errors.Count > 0 && arguments is not [['[', ..], ..])
            return WronglyTyped(parsed, here);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Long enough for a view to say goodbye; the second Ctrl+C ends at once.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
            Output = here.Terminal.Output,
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (CommandFailed failure)
        {
            return Fail(here, failure.ExitCode, failure.Message);
        }
        catch (ForgeError error)
        {
            return Fail(here, CodeOf(error), TextOf(error, here));
        }
        catch (ForgeUnreachable error)
        {
            return Fail(
                here,
                ExitCodes.Unreachable,
                $"{error.Message}; {here.Name} doctor tells more"
            );
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException error)
        {
            return Fail(here, ExitCodes.Failed, error.Message);
        }
        catch (UnauthorizedAccessException error)
        {
            return Fail(here, ExitCodes.Failed, error.Message);
        }
    }

    /// <summary>The server speaks of headers; here a token is a variable.</summary>
    private static string TextOf(ForgeError error, Surroundings here) =>
        error.IsUnknownRoute ? OtherBuild.Text(error, here)
        : error.Status != HttpStatusCode.Unauthorized ? error.Message
        // Whoever was given one of its own must not be led to the operator's.
        : here.Variable("FORGE_TOKEN") is { } token
        && token.StartsWith("forge_", StringComparison.Ordinal)
            ? "The server refuses the token in FORGE_TOKEN: it was revoked, has expired, or is another server's; forge token create makes a new one"
        : "The server refuses the token; set FORGE_TOKEN to what stands in the file 'token' of its state directory";

    private static int CodeOf(ForgeError error) =>
        (int)error.Status switch
        {
            404 when !error.IsUnknownRoute => ExitCodes.NotFound,
            409 => ExitCodes.Conflict,
            _ => ExitCodes.Failed,
        };

    private static int WronglyTyped(ParseResult parsed, Surroundings here)
    {
        // A mistyped command is also a missing one; that second complaint helps nobody.
        var errors =
            parsed.UnmatchedTokens.Count > 0
                ? parsed.Errors.Where(error => error.Message.Contains('\''))
                : parsed.Errors;
        foreach (var error in errors)
            here.Terminal.Note($"forge: {error.Message}");
        // A prompt without quotes falls into words of which only the first is understood.
        if (
            parsed.CommandResult.Command.Arguments.Any(one => one.Name == "prompt")
            && parsed.UnmatchedTokens.Count > 0
        )
            here.Terminal.Note(
                "Put the prompt in quotes; -- in front of it lets it begin with a dash."
            );
        var path = string.Concat(Names(parsed.CommandResult).Select(name => name + " "));
        here.Terminal.Note($"Try: {here.Name} {path}--help");
        return ExitCodes.Usage;
    }

    /// <summary>Of <c>plan pause</c> both words, without the program's own name.</summary>
    private static IEnumerable<string> Names(CommandResult command) =>
        command.Parent is CommandResult above ? [.. Names(above), command.Command.Name] : [];

    private static int Fail(Surroundings here, int code, string message)
    {
        here.Terminal.Note($"forge: {message}");
        return code;
    }

    /// <summary>A bug of ours. The person needs one line; who hunts it sets <c>FORGE_TRACE</c>.</summary>
    private static void Crashed(Surroundings here, object crash)
    {
        here.Terminal.Note(
            here.Variable("FORGE_TRACE") is null && crash is Exception error
                ? $"forge: this is a bug in forge: {error.GetType().Name}: {error.Message} (FORGE_TRACE=1 shows where)"
                : crash.ToString() ?? "forge: unknown failure"
        );
        Environment.Exit(ExitCodes.Failed);
    }
}
