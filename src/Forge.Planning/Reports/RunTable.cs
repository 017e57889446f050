using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>Validation runs as a table: every claim with its command, exit code and commit.</summary>
internal static class RunTable
{
    public const string Head =
        "| Of | Command | Ending | Commit | Where | Started | Took | Counts |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";

    public static string Row(string of, ValidationRun run) =>
        $"| {Lines.Cell(of)} | {Lines.Cell(Said.Code(run.Command))} | {run.Ending()} | {Said.Short(run.Commit)} | {Said.Place(run.Where)} | {PlanPlaces.Time(run.StartedAt)} | {TimingText.Span(run.Duration.TotalSeconds)} | {Counts(run)} |\n";

    private static string Counts(ValidationRun run) =>
        run.Counts ? "yes"
        : run.Where == RunPlace.Base ? "no: how it was before"
        : "no: the head has moved";
}
