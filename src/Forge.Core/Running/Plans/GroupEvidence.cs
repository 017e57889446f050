using System.Text;
using Forge.Core.Domain.Plans;
using Forge.Planning.Reports;

namespace Forge.Core.Running.Plans;

/// <summary>The files that prove a group, committed once, with the merge that they prove.</summary>
internal sealed class GroupEvidence(PlanEvidence evidence)
{
    /// <summary>Path from the repository's root → content: what ran on this very head, with what it printed, and the verdict.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(
        PlanLook look,
        string group,
        string head,
        CancellationToken ct
    )
    {
        List<RecordedRun> runs = [];
        foreach (
            var run in look
                .Record.Validations.Where(v =>
                    v.GroupId == group
                    && v.Head == head
                    && v is { EndedAt: not null, Ground: not ValidationGround.Rehearsal }
                )
                .OrderBy(v => v.Ground)
                .ThenBy(v => v.Position)
        )
            runs.Add(
                new RecordedRun(
                    PlanEvidence.ToRun(run, head),
                    await OutputAsync(run.Output, ct).ConfigureAwait(false)
                )
            );
        var review = await evidence.ReviewAsync(look, group, ct).ConfigureAwait(false);
        return EvidenceFiles
            .Of(look.Record.Group(group), runs, review)
            .ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value));
    }

    private static async Task<string> OutputAsync(string file, CancellationToken ct) =>
        File.Exists(file)
            ? await File.ReadAllTextAsync(file, ct).ConfigureAwait(false)
            : "(the output is gone)\n";
}
