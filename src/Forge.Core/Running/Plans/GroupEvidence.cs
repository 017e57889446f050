using System.Text;
using Forge.Core.Domain.Plans;
using Forge.Planning.Reports;

namespace Forge.Core.Running.Plans;

/// <summary>The files that prove a group or the whole, committed once, with the merge that they prove.</summary>
internal sealed class GroupEvidence(PlanEvidence evidence)
{
    /// <summary>Of the whole, on the target as it is: what goes with the delivery. None where nothing was run.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> OfWholeAsync(
        PlanLook look,
        CancellationToken ct
    )
    {
        var runs = await RecordedAsync(
                look.Record.Validations.Where(v =>
                    v is { GroupId: null, Ground: ValidationGround.Whole, EndedAt: not null }
                    && v.Head == look.Target
                ),
                ct
            )
            .ConfigureAwait(false);
        if (runs.Count == 0)
            return new Dictionary<string, byte[]>();
        var review = await evidence.ReviewAsync(look, ct).ConfigureAwait(false);
        return Bytes(EvidenceFiles.OfWhole(look.Record.Body, runs, review));
    }

    /// <summary>Path from the repository's root → content: what ran on this very head, with what it printed, and the verdict.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(
        PlanLook look,
        string group,
        string head,
        CancellationToken ct
    )
    {
        var runs = await RecordedAsync(
                look.Record.Validations.Where(v =>
                    v.GroupId == group
                    && v.Head == head
                    && v is { EndedAt: not null, Ground: not ValidationGround.Rehearsal }
                ),
                ct
            )
            .ConfigureAwait(false);
        var review = await evidence.ReviewAsync(look, group, ct).ConfigureAwait(false);
        return Bytes(EvidenceFiles.Of(look.Record.Group(group), runs, review));
    }

    private static Dictionary<string, byte[]> Bytes(IReadOnlyDictionary<string, string> files) =>
        files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value));

    private static async Task<IReadOnlyList<RecordedRun>> RecordedAsync(
        IEnumerable<Validation> validations,
        CancellationToken ct
    )
    {
        List<RecordedRun> runs = [];
        foreach (var run in validations.OrderBy(v => v.Ground).ThenBy(v => v.Position))
            runs.Add(
                new RecordedRun(
                    PlanEvidence.ToRun(run, run.Head),
                    await OutputAsync(run.Output, ct).ConfigureAwait(false)
                )
            );
        return runs;
    }

    private static async Task<string> OutputAsync(string file, CancellationToken ct) =>
        File.Exists(file)
            ? await File.ReadAllTextAsync(file, ct).ConfigureAwait(false)
            : "(the output is gone)\n";
}
