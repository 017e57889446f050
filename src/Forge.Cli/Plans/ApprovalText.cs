using Forge.Api;
using Forge.Cli.Terminals;

namespace Forge.Cli.Plans;

/// <summary>What a person says yes to: the files and their digest, where it goes, in which order.</summary>
internal static class ApprovalText
{
    private const int Label = 10;
    private const int MostFiles = 20;

    public static IEnumerable<string> Lines(PlanToApprove plan, Terminal terminal)
    {
        foreach (var line in WordWrap.Lines($"{plan.Plan}: {plan.Title}", terminal.Width))
            yield return terminal.In(Paint.Bold, line);
        foreach (var (label, text) in Rows(plan))
        {
            var shown = label;
            foreach (var line in WordWrap.Lines(text, terminal.Width - Label - 2))
            {
                yield return $"  {terminal.In(Paint.Dim, shown)}{new string(' ', Label - shown.Length)}{line}";
                shown = "";
            }
        }
    }

    private static IEnumerable<(string Label, string Text)> Rows(PlanToApprove plan)
    {
        yield return (
            "files",
            $"{Words.Count(plan.Files.Count, "file")}, {Commits.Digest(plan.Digest)}"
        );
        foreach (var file in plan.Files.Take(MostFiles))
            yield return ("", file);
        if (plan.Files.Count > MostFiles)
            yield return ("", $"… and {plan.Files.Count - MostFiles} more");
        yield return (
            "branch",
            plan.Branch == plan.BaseBranch
                ? $"{plan.Branch}: groups land there directly"
                : plan.Branch
        );
        yield return ("base", $"{plan.BaseBranch} at {Commits.Short(plan.BaseCommit)}");
        yield return (
            "waves",
            string.Join(" → ", plan.Waves.Select(wave => string.Join(", ", wave)))
        );
        yield return (
            "before",
            plan.ApprovedDigest switch
            {
                null => "never approved",
                var same when same == plan.Digest => "approved with exactly these files",
                var other => $"approved as {Commits.Digest(other)}; the files have changed since",
            }
        );
    }
}
