using System.CommandLine;
using Forge.Cli.Terminals;
using Forge.Planning;
using Forge.Planning.Wishes;

namespace Forge.Cli.Commands.Wishes;

/// <summary>
/// <c>forge wish lint</c>: findings as a compiler prints them. Errors end with 1, and with <c>--strict</c> warnings do, too;
/// hints never.
/// </summary>
internal static class LintCommand
{
    public static Command Create(Surroundings here)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Wishes, forge plans, parallel plans in JSON, tasks.md",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = Flags.Json();
        var strict = new Option<bool>("--strict") { Description = "Warnings end with 1, too" };
        var groupsFrom = WishCommand.GroupsFrom();
        var command = new Command("lint", "Say what is missing, ambiguous or dead, with lines")
        {
            files,
            json,
            strict,
            groupsFrom,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var found = new List<FileFindings>();
                foreach (var file in parsed.GetRequiredValue(files))
                    found.Add(
                        FileFindings.Of(
                            WishFiles.Label(here, file),
                            await WishFiles.ReadAsync(here, file, parsed.GetValue(groupsFrom), ct)
                        )
                    );
                if (parsed.GetValue(json))
                    here.Terminal.Line(PlanningJson.Text(found, j => j.IReadOnlyListFileFindings));
                else
                    Print(here, found);
                var wall = parsed.GetValue(strict) ? Severity.Warning : Severity.Error;
                return found.Any(f => f.Worst >= wall) ? ExitCodes.Failed : ExitCodes.Ok;
            }
        );
        return command;
    }

    private static void Print(Surroundings here, List<FileFindings> found)
    {
        foreach (var file in found)
        foreach (var one in file.Diagnostics)
            here.Terminal.Line(WishText.Line(here.Terminal, file.File, one));
        int Count(Severity severity) =>
            found.Sum(f => f.Diagnostics.Count(d => d.Severity == severity));
        here.Terminal.Note(
            $"{Words.Count(found.Count, "document")}: {Words.Count(Count(Severity.Error), "error")}, {Words.Count(Count(Severity.Warning), "warning")}, {Words.Count(Count(Severity.Hint), "hint")}"
        );
    }
}
