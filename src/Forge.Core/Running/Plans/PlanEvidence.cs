using System.Text.Json;
using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Evidence;
using Forge.Core.Git;
using Forge.Planning.Plans;
using Forge.Planning.Scoring;
using Proof = Forge.Planning.Scoring.GroupEvidence;
using Run = Forge.Planning.Scoring.ValidationRun;

namespace Forge.Core.Running.Plans;

/// <summary>Brings together what is known of a plan's groups, for the score. It decides nothing.</summary>
internal sealed class PlanEvidence(RunningParts parts, PlanGitFacts git)
{
    /// <summary>Reviews of all groups that have work. It reads no outputs, and asks git only what was never asked before.</summary>
    public async Task<IReadOnlyDictionary<string, Review>> ReviewsAsync(
        PlanLook look,
        CancellationToken ct
    )
    {
        var papers = PlanPapers.Read(parts.Database, look.Plan.Id);
        var reviews = new Dictionary<string, Review>();
        foreach (var group in look.Record.Body.Groups)
            if (ProvedWork.Head(look, group.Id) is not null)
                reviews[group.Id] = Reviewer.OfGroup(
                    look.Record.Body,
                    await OfGroupAsync(look, papers, group, ct).ConfigureAwait(false)
                );
        return reviews;
    }

    /// <summary>Of a group by itself: what was done to the whole plan stands in its way, too.</summary>
    public async Task<Review> ReviewAsync(PlanLook look, string group, CancellationToken ct)
    {
        var papers = PlanPapers.Read(parts.Database, look.Plan.Id);
        var evidence = await OfGroupAsync(look, papers, look.Record.Group(group), ct)
            .ConfigureAwait(false);
        return Reviewer.OfGroup(look.Record.Body, evidence);
    }

    public async Task<Review> ReviewAsync(PlanLook look, CancellationToken ct) =>
        Reviewer.OfWish(
            look.Record.Body,
            await OfWishAsync(look, PlanPapers.Read(parts.Database, look.Plan.Id), ct)
                .ConfigureAwait(false)
        );

    public async Task<WishEvidence> OfWishAsync(
        PlanLook look,
        PlanPapers papers,
        CancellationToken ct
    )
    {
        List<Proof> groups = [];
        foreach (var group in look.Record.Body.Groups)
        {
            var own = await OfGroupAsync(look, papers, group, ct).ConfigureAwait(false);
            // What is of no group is told once, of the whole.
            groups.Add(own with { Violations = Violations(look, v => v.GroupId == group.Id) });
        }
        var whole = new Proof
        {
            GroupId = "",
            State = StateWords.Of(look.Stage),
            Head = look.Target,
            MergeCommit = look.Plan.DeliveredAt is null ? null : look.Plan.DeliveredCommit,
            Validations = Runs(look, null, look.Target),
            Violations = Violations(look, v => v.GroupId is null),
            Awards = Awards(papers, null),
        };
        return new WishEvidence { Groups = groups, Whole = whole };
    }

    private async Task<Proof> OfGroupAsync(
        PlanLook look,
        PlanPapers papers,
        PlanGroup group,
        CancellationToken ct
    )
    {
        var (id, facts) = (group.Id, look.Group(group.Id));
        var head = ProvedWork.Head(look, id);
        var attempt = look.Record.AttemptOf(look.Record.Row(id));
        var changed = await ChangedAsync(look, group, ct).ConfigureAwait(false);
        var outside = OwnFiles.Outside(
            look.Record.Body,
            group,
            PlanBodies.Widened(look.Record.Row(id)),
            changed
        );
        var runs = Runs(look, id, head);
        return new Proof
        {
            GroupId = id,
            State = StateWords.Of(look.View(id).State),
            Head = head,
            MergeCommit = facts.Merge,
            Validations = runs,
            Artefacts = await ArtefactsAsync(look, group, (head, runs), ct).ConfigureAwait(false),
            ScopeKept = group.Files.Count == 0 || head is null ? null : outside.Count == 0,
            OutsidePaths = outside,
            Ancestors = attempt is null ? null : Ancestors(look, id, attempt),
            Approvals = Approvals(papers, id),
            Violations = Violations(look, v => v.GroupId is null || v.GroupId == id),
            Refused = Refused(look, papers, id),
            TestsChanged = TestFiles.TestsChanged(changed),
            Acceptance = head is null ? [] : Acceptance(papers, group, head),
            Awards = Awards(papers, id),
        };
    }

    // Without the proof that Forge put into a merge.
    private async Task<IReadOnlyList<string>> ChangedAsync(
        PlanLook look,
        PlanGroup group,
        CancellationToken ct
    )
    {
        var all = new HashSet<string>();
        foreach (var part in ProvedWork.Stretches(look, group.Id))
            all.UnionWith(
                await git.ChangedAsync(look.Repo, part.From, part.To, ct).ConfigureAwait(false)
            );
        return [.. all.Where(p => !p.StartsWith(group.EvidenceFolder, StringComparison.Ordinal))];
    }

    private static List<Run> Runs(PlanLook look, string? group, string? head) =>
        [
            .. look
                .Record.Validations.Where(v => v.GroupId == group && v.EndedAt is not null)
                .OrderBy(v => v.StartedAt)
                .Select(v => ToRun(v, head)),
        ];

    public static Run ToRun(Validation v, string? head) =>
        new()
        {
            Command = v.Command,
            ExitCode = v.ExitCode,
            TimedOut = v.TimedOut,
            AsExpected = v.Passed,
            Duration = (v.EndedAt ?? v.StartedAt) - v.StartedAt,
            Commit = v.Head,
            StartedAt = v.StartedAt,
            Current = v.Head == head,
            Where = v.Ground switch
            {
                ValidationGround.Worktree => RunPlace.Worktree,
                ValidationGround.Rehearsal => RunPlace.Rehearsal,
                ValidationGround.Base => RunPlace.Base,
                _ => RunPlace.CleanCopy,
            },
        };

    // What goes with the merge is there as soon as there are runs that it is made of.
    private async Task<IReadOnlyList<Artefact>> ArtefactsAsync(
        PlanLook look,
        PlanGroup group,
        (string? Head, List<Run> Runs) known,
        CancellationToken ct
    )
    {
        var paths = DeliveredPaths.Of(group);
        var there = known.Head is { } head
            ? await git.ThereAsync(look.Repo, head, paths, ct).ConfigureAwait(false)
            : new HashSet<string>();
        return
        [
            .. paths.Select(p => new Artefact(p, there.Contains(p))),
            new Artefact(group.EvidenceFolder + "validation.md", known.Runs.Exists(r => r.Counts)),
        ];
    }

    private static AncestorProof Ancestors(PlanLook look, string id, Attempt attempt)
    {
        var missing = ProvedWork.Missing(look, id);
        var proof = attempt.BaseProof is null
            ? null
            : JsonSerializer.Deserialize<BaseProof>(attempt.BaseProof);
        return new AncestorProof(
            proof?.BaseCommit ?? attempt.BaseCommit ?? "",
            look.Group(id).DependsOn,
            proof is null ? [.. missing.Append("the plan").Distinct()] : missing
        );
    }

    private static List<Approval> Approvals(PlanPapers papers, string id) =>
        [
            .. from line in papers.Log
            where line.GroupId is null || line.GroupId == id
            let what = line.What switch
            {
                "approve" => "approved the plan",
                "accept" => "reviewed and accepted the work",
                "merge" => "merged",
                _ => null,
            }
            where what is not null
            select new Approval(line.By, what, line.At),
        ];

    // A person judges the work as it stands at one commit: accepting it is a word on all criteria, rejecting it on none alone.
    private static List<AcceptanceResult> Acceptance(
        PlanPapers papers,
        PlanGroup group,
        string head
    )
    {
        var said = papers.Log.LastOrDefault(l =>
            l.GroupId == group.Id
            && l.What is "accept" or "reject"
            && l.Text.StartsWith(head[..10], StringComparison.Ordinal)
        );
        var why = said?.Text[10..].TrimStart(':', ' ') is { Length: > 0 } text ? text : null;
        return said?.What switch
        {
            "reject" => [new AcceptanceResult("the work as it stands", false, said.By, why)],
            _ =>
            [
                .. group.Acceptance.Select(c => new AcceptanceResult(
                    c,
                    said is null ? null : true,
                    said?.By,
                    why
                )),
            ],
        };
    }

    private static List<Planning.Scoring.Violation> Violations(
        PlanLook look,
        Func<Domain.Plans.Violation, bool> which
    ) =>
        [
            .. look
                .Record.Violations.Where(which)
                .Select(v => new Planning.Scoring.Violation(
                    v.Kind,
                    v.Text,
                    v.AttemptId?.ToString(),
                    v.At
                )
                {
                    SettledBy = v.ClearedAt is null ? null : v.ClearedBy,
                    Reason = v.ClearedReason,
                }),
        ];

    private static List<RefusedCall> Refused(PlanLook look, PlanPapers papers, string id)
    {
        var own = look
            .Record.GroupAttempts.Where(a => a.GroupId == id)
            .Select(a => (Guid?)a.AttemptId)
            .ToHashSet();
        return
        [
            .. from refusal in papers.Refusals
            where own.Contains(refusal.AttemptId)
            let role = Domain.Wire.Name(refusal.Role)
            select new RefusedCall(
                id,
                refusal.AttemptId?.ToString(),
                $"{refusal.Method} {refusal.Path}",
                role,
                $"the role {role} may not",
                refusal.At
            ),
        ];
    }

    private static List<Planning.Scoring.Award> Awards(PlanPapers papers, string? group) =>
        [
            .. papers
                .Awards.Where(a => a.GroupId == group)
                .Select(a => new Planning.Scoring.Award(
                    a.Checkpoint,
                    a.Points,
                    a.By,
                    a.Reason,
                    a.At
                )),
        ];
}
