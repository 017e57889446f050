using System.Globalization;
using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>One run of a command in a line: <c>✗ make test: exit code 1 after 12 s</c>.</summary>
internal static class ValidationText
{
    public static string Of(ValidationStatus run)
    {
        var look = PlanStates.OfValidation(run.State);
        var how = run switch
        {
            { TimedOut: true } => "took too long",
            { State: "failed", ExitCode: { } code } => $"exit code {code}",
            _ => look.Word,
        };
        var took = run.DurationMs is { } ms ? $" after {Span(ms)}" : "";
        var where = run.Ground == "worktree" ? "" : $", {Ground(run.Ground)}";
        // A note that only says the code again is none.
        var note =
            run.Note is { Length: > 0 } said && said != $"exit {run.ExitCode}" ? $" ({said})" : "";
        return $"{look.Symbol} {Words.OneLine(run.Command, 120)}: {how}{took}{where}{note}";
    }

    private static string Ground(string ground) =>
        ground switch
        {
            "clean" => "in a clean copy",
            "rehearsal" => "on the rehearsed merge",
            "base" => "on the base",
            "whole" => "on the whole",
            _ => PlanStates.Word(ground),
        };

    private static string Span(long ms) =>
        ms < 60_000
            ? string.Create(CultureInfo.InvariantCulture, $"{ms / 1000.0:0.#} s")
            : $"{ms / 60_000} min {ms / 1000 % 60} s";
}
