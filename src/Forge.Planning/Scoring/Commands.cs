using Forge.Planning.Wishes;

namespace Forge.Planning.Scoring;

/// <summary>Commands that must pass, each with the runs that say whether it does.</summary>
internal sealed class Commands
{
    private Commands(IReadOnlyList<CommandState> all) => All = all;

    public IReadOnlyList<CommandState> All { get; }

    /// <summary>What is declared and can run, and what ran beside it.</summary>
    public static Commands Of(
        IReadOnlyList<ValidationCommand> declared,
        IReadOnlyList<ValidationRun> runs
    )
    {
        var texts = declared
            .Where(d => d.Runnable)
            .Select(d => d.Command)
            .Concat(runs.Where(r => r.Counts).Select(r => r.Command))
            .Distinct();
        return new Commands([.. texts.Select(t => CommandState.Of(t, runs))]);
    }
}

/// <summary>
/// One command: it passes when the newest run of each place that it ran at passed, and there is one. A pass in the worktree does not
/// outweigh a failure in the rehearsal of the merge.
/// </summary>
internal sealed record CommandState(string Command, IReadOnlyList<ValidationRun> Newest)
{
    public bool Passes => Newest.Count > 0 && Newest.All(r => r.Passed);

    public static CommandState Of(string command, IReadOnlyList<ValidationRun> runs) =>
        new(
            command,
            [
                .. runs.Where(r => r.Counts && r.Command == command)
                    .GroupBy(r => r.Where)
                    .OrderBy(g => g.Key)
                    .Select(g => g.OrderBy(r => r.StartedAt).Last()),
            ]
        );

    /// <summary><c>exit 0 at 1a2b3c4 (worktree), exit 1 at 5d6e7f8 (rehearsal)</c></summary>
    public string InWords() =>
        Newest.Count == 0
            ? "no run that counts"
            : string.Join(
                ", ",
                Newest.Select(r =>
                    $"{r.Ending()} at {Said.Short(r.Commit)} ({Said.Place(r.Where)})"
                )
            );
}
