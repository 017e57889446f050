using System.Globalization;
using System.Text;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Forge.Planning.Writing;

namespace Forge.Planning.Reports;

/// <summary>
/// The files that are committed with a merge to prove it, below the wish's <c>qa/</c>. The same runs give the same bytes: names are
/// numbers in the order given, and times are those of the runs.
/// </summary>
public static class EvidenceFiles
{
    /// <summary>What a log keeps of each end of an output, in characters of text. A repository is no place for megabytes.</summary>
    public const int KeptOfEachEnd = 32 * 1024;

    /// <summary>Path from the repository's root → text, by path.</summary>
    public static IReadOnlyDictionary<string, string> Of(
        PlanGroup group,
        IReadOnlyList<RecordedRun> runs,
        Review? review = null
    ) => Of(group.EvidenceFolder, $"Group {group.Id}: {group.Title}", runs, review);

    /// <summary>Of the whole: <c>qa/validation.md</c>, and every output in <c>qa/validation.log</c>.</summary>
    public static IReadOnlyDictionary<string, string> OfWhole(
        ForgePlan plan,
        IReadOnlyList<RecordedRun> runs,
        Review? review = null
    )
    {
        var files = Made();
        var folder = FolderOfWhole(plan);
        files[folder + "validation.md"] = Table(plan.Title, runs, review, _ => "validation.log");
        if (runs.Count > 0)
            files[folder + "validation.log"] = string.Join("\n", runs.Select(Log));
        return files;
    }

    /// <summary>With a slash at its end.</summary>
    public static string FolderOfWhole(ForgePlan plan) => plan.Folder + "/qa/";

    private static SortedDictionary<string, string> Of(
        string folder,
        string title,
        IReadOnlyList<RecordedRun> runs,
        Review? review
    )
    {
        var files = Made();
        files[folder + "validation.md"] = Table(title, runs, review, LogName);
        for (var i = 0; i < runs.Count; i++)
            files[folder + LogName(i)] = Log(runs[i]);
        return files;
    }

    private static SortedDictionary<string, string> Made() => new(StringComparer.Ordinal);

    private static string LogName(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"validation-{index + 1}.log");

    private static string Table(
        string title,
        IReadOnlyList<RecordedRun> runs,
        Review? review,
        Func<int, string> log
    )
    {
        var text = new StringBuilder($"# Validation: {Lines.OneLine(title)}\n\n");
        if (review is not null)
            text.Append(
                $"**Verdict:** {ReviewReport.Word(review.Verdict)}, {ReviewReport.Score(review)}\n\n"
            );
        if (runs.Count == 0)
            return text.Append("No command was run.\n").ToString();
        text.Append(RunTable.Head);
        for (var i = 0; i < runs.Count; i++)
            text.Append(RunTable.Row($"[{log(i)}]({log(i)})", runs[i].Run));
        return text.ToString();
    }

    private static string Log(RecordedRun recorded)
    {
        var run = recorded.Run;
        return $"""
            $ {run.Command}
            # {run.Ending()}; commit {run.Commit}; {Said.Place(run.Where)}; started {PlanPlaces.Time(
                run.StartedAt
            )}; took {TimingText.Span(run.Duration.TotalSeconds)}

            {Cut(recorded.Output)}
            """.TrimEnd(
                '\n'
            ) + "\n";
    }

    // Cut at ends of lines where there are some near, and never inside a letter.
    private static string Cut(string output)
    {
        if (output.Length <= 2 * KeptOfEachEnd)
            return output;
        var head = output.LastIndexOf('\n', KeptOfEachEnd);
        head = head > KeptOfEachEnd / 2 ? head + 1 : KeptOfEachEnd;
        if (char.IsLowSurrogate(output[head]))
            head--;
        var tail = output.IndexOf('\n', output.Length - KeptOfEachEnd) + 1;
        if (tail == 0 || tail > output.Length - KeptOfEachEnd / 2)
            tail = output.Length - KeptOfEachEnd;
        if (char.IsLowSurrogate(output[tail]))
            tail++;
        return $"{output[..head]}\n… {tail - head} characters left out …\n\n{output[tail..]}";
    }
}
