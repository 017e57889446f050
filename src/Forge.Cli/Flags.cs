using System.CommandLine;
using Forge.Cli.Attempts;
using Forge.Cli.Plans;

namespace Forge.Cli;

/// <summary>
/// Arguments and options that several commands have, with one text each. What Tab offers has a name for the help, too: without one,
/// the help lists all that there is to offer.
/// </summary>
internal static class Flags
{
    public static Argument<string> Id(Surroundings here) =>
        new("id")
        {
            HelpName = "id",
            Description =
                "A run: its id or a unique beginning of it, its branch, or the task's name or a word of it; PLAN/GROUP is a group's run",
            CompletionSources = { context => RunNames.Complete(here, context.WordToComplete) },
        };

    public static Argument<string> Plan(Surroundings here) =>
        new("plan")
        {
            HelpName = "plan",
            Description = "A plan: its name or a unique beginning of it, its id, its wish's path",
            CompletionSources = { _ => PlanNames.Plans(here) },
        };

    public static Argument<string> Group(Surroundings here) =>
        new("group")
        {
            HelpName = "group",
            Description = "A group of a plan, as PLAN/GROUP: login/A",
            CompletionSources = { context => PlanNames.Groups(here, context.WordToComplete) },
        };

    public static Argument<string> PlanOrGroup(Surroundings here) =>
        new("plan")
        {
            HelpName = "plan",
            Description = "A plan, or one of its groups as PLAN/GROUP: login, login/A",
            CompletionSources =
            {
                context => PlanNames.PlansAndGroups(here, context.WordToComplete),
            },
        };

    public static Option<bool> Yes() =>
        new("--yes", "-y") { Description = "Do not ask: a person has decided it" };

    public static Option<string> Reason(string description, bool required) =>
        new("--reason", "-r")
        {
            Description = description,
            HelpName = "text",
            Required = required,
        };

    public static Option<bool> Json(string description = "Print JSON for programs") =>
        new("--json") { Description = description };

    public static Option<bool> Live(string description) =>
        new("--live", "-l") { Description = description };

    public static Option<bool> Follow() =>
        new("--follow", "-f")
        {
            Description = "Show the work as it goes on; Ctrl+C leaves it running",
        };

    public static Option<string?> Project() =>
        new("--project", "-p")
        {
            Description = "The project: name, path or id (default: the repository you are in)",
            HelpName = "project",
        };

    /// <summary>The prompt itself, or what stands on standard input for <c>-</c>.</summary>
    public static async Task<string> PromptAsync(string text, CancellationToken ct)
    {
        if (text != "-")
            return text;
        using var input = new StreamReader(Console.OpenStandardInput());
        return await input.ReadToEndAsync(ct).ConfigureAwait(false);
    }
}
