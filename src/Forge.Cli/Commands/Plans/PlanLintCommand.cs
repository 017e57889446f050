using System.CommandLine;
using Forge.Cli.Commands.Wishes;
using Forge.Cli.Machine;
using Forge.Cli.Planning;
using Forge.Cli.Terminals;
using Forge.Planning;
using Forge.Planning.Linting;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Cli.Commands.Plans;

/// <summary><c>forge plan lint</c>: what is likely to go wrong when the plan of a wish runs. Writes nothing, starts no server.</summary>
internal static class PlanLintCommand
{
    public static Command Create(Surroundings here)
    {
        var documents = new Argument<string[]>("wish")
        {
            Description = "Wishes, forge plans, parallel plans in JSON, tasks.md",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = Flags.Json();
        var strict = new Option<bool>("--strict") { Description = "Warnings end with 1, too" };
        var groupsFrom = WishCommand.GroupsFrom();
        var command = new Command(
            "lint",
            "Say what is likely to go wrong: width, size, validation, ownership, names"
        )
        {
            documents,
            json,
            strict,
            groupsFrom,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                var found = new List<PlanLint>();
                foreach (var document in parsed.GetRequiredValue(documents))
                    found.Add(await LintAsync(here, document, parsed.GetValue(groupsFrom), ct));
                if (parsed.GetValue(json))
                    here.Terminal.Line(PlanningJson.Text(found, j => j.IReadOnlyListPlanLint));
                else
                    foreach (var one in found)
                        Print(here.Terminal, one);
                var wall = parsed.GetValue(strict) ? Severity.Warning : Severity.Error;
                return found.Any(f => f.Worst >= wall) ? ExitCodes.Failed : ExitCodes.Ok;
            }
        );
        return command;
    }

    private static async Task<PlanLint> LintAsync(
        Surroundings here,
        string document,
        string? groupsFrom,
        CancellationToken ct
    )
    {
        var world = await PlanWorld.LookAsync(here, document, groupsFrom, mayWrite: false, ct);
        Plannable.Insist(document, world);
        var plan = Planner.Plan(world.Wish, world.Facts).Plan;
        var path = here.Variable("PATH");
        var facts = new LintFacts
        {
            Files = await FilesAsync(world.Root, ct),
            HasProgram = name => Programs.Find(name, path) is not null,
            Past = await PastAttempts.LoadAsync(here, world.Root, ct),
        };
        return PlanLinter.Lint(world.Label, plan, world.Wish, facts);
    }

    /// <summary>Tracked files, and those that git would track.</summary>
    private static async Task<IReadOnlyCollection<string>> FilesAsync(
        string root,
        CancellationToken ct
    )
    {
        var said = await Repositories.GitAsync(
            root,
            ct,
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard"
        );
        return said.ExitCode == 0
            ? said.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : [];
    }

    private static void Print(Terminal terminal, PlanLint found)
    {
        foreach (var one in found.Findings)
        {
            terminal.Line(
                WishText.Line(
                    terminal,
                    found.File,
                    new Diagnostic(one.Severity, one.Code, one.Line, one.Text)
                )
            );
            terminal.Line($"    {terminal.In(Paint.Dim, one.Mend)}");
        }
        var widths = found.Waves.Select(w =>
            $"{w.Width} ({Words.OneLine(string.Join(" ", w.Groups), 40)})"
        );
        terminal.Line($"waves      {string.Join(" → ", widths)}");
        terminal.Line($"longest    {Words.OneLine(found.CriticalPath.InWords(), 300)}");
        terminal.Line($"wall time  {Minutes(found.Forecast.WallMinutes)}");
        terminal.Line(
            $"cost       {(found.Forecast.Cost is { } cost ? cost.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "unknown")}"
        );
        if (found.Forecast.WallMinutes is not null)
            terminal.Line($"           from {found.Forecast.Basis}");
        int Count(Severity severity) => found.Findings.Count(f => f.Severity == severity);
        terminal.Note(
            $"{found.File}: {Words.Count(found.Groups, "group")}, {Words.Count(Count(Severity.Error), "error")}, {Words.Count(Count(Severity.Warning), "warning")}, {Words.Count(Count(Severity.Hint), "hint")}"
        );
    }

    private static string Minutes(double? minutes) =>
        minutes is { } known ? Words.Age(TimeSpan.FromMinutes(known)) : "unknown";
}
