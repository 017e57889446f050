using Forge.Core.Domain.Attempts;
using Forge.Core.Domain.Plans;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Planning.Ownership;
using Forge.Planning.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>Brings rows and what git says together into the facts that the rules decide on.</summary>
internal sealed class PlanFactsReader(RunningParts parts, PlanGitFacts git, StallBadges badges)
{
    /// <param name="validating">
    /// What is being validated in this server, seen before the rows are read: a run that ends meanwhile has its rows then, and
    /// is not taken for one that was never begun.
    /// </param>
    /// <returns>Null when there is no such plan any more.</returns>
    public async Task<PlanLook?> ReadAsync(
        Guid id,
        ValidationsUnderWay validating,
        CancellationToken ct
    )
    {
        if (PlanRecord.Read(parts.Database, id) is not { } record)
            return null;
        var repo = await parts
            .Repositories.OpenAsync(record.Project.GitRepoPath, ct)
            .ConfigureAwait(false);
        var target = await Branches.LocalAsync(repo, record.Plan.Branch, ct).ConfigureAwait(false);
        var standing = await StandingAsync(record, repo, target, ct).ConfigureAwait(false);
        var changed = new Dictionary<string, IReadOnlyList<string>>();
        var merged = new Dictionary<string, IReadOnlyList<string>>();
        List<GroupFacts> groups = [];
        foreach (var group in record.Body.Groups)
        {
            var look = new GroupLook(record, group, record.Row(group.Id), repo, validating);
            var attempt = await AttemptAsync(look, changed, ct).ConfigureAwait(false);
            groups.Add(Facts(look, attempt, standing));
            merged[group.Id] = look.Outside(await MergedAsync(look, ct).ConfigureAwait(false));
        }
        var facts = new Domain.Plans.PlanFacts(
            Intent(record.Plan),
            groups,
            Rules(record),
            parts.Database.Now
        )
        {
            Free = parts.Slots.Free,
            TargetLost = Lost(record.Plan, target, standing),
            OpenViolations =
            [
                .. record.Violations.Where(v => v.ClearedAt is null).Select(v => v.Text),
            ],
            Whole = WholeValidation.Of(record, target, validating),
        };
        return new PlanLook(record, facts, repo)
        {
            Target = target,
            Changed = changed,
            MergedOutside = merged,
        };
    }

    // After a merge the attempt's base is the merge itself: what it brought stands in the merge.
    private async Task<IReadOnlyList<string>> MergedAsync(GroupLook look, CancellationToken ct)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var merge in look.Record.MergesOf(look.Group.Id))
            all.UnionWith(
                await git.ChangedAsync(look.Repo, merge.TargetBefore, merge.MergeCommit, ct)
                    .ConfigureAwait(false)
            );
        return [.. all];
    }

    private async Task<IReadOnlyDictionary<string, AncestorStanding>> StandingAsync(
        PlanRecord record,
        GitRepository repo,
        string? target,
        CancellationToken ct
    )
    {
        var asked = record
            .Rows.SelectMany(r => record.MergesOf(r.GroupId))
            .Select(m => m.MergeCommit)
            .Append(record.Plan.PlanCommit)
            .ToList();
        return target is null
            ? asked.Distinct().ToDictionary(c => c, _ => AncestorStanding.Elsewhere)
            : await git.StandingAsync(repo, target, asked, ct).ConfigureAwait(false);
    }

    private static GroupFacts Facts(
        GroupLook look,
        GroupAttemptFacts? attempt,
        IReadOnlyDictionary<string, AncestorStanding> standing
    ) =>
        new GroupFacts
        {
            Id = look.Group.Id,
            DependsOn = look.Group.DependsOn,
            Weight = 1,
            IsFinal = look.Group.Kind == GroupKind.FinalValidation,
            Cancelled = look.Row.Cancelled,
            StartFailure = look.Row.StartFailure,
            Merges =
            [
                .. look
                    .Record.MergesOf(look.Group.Id)
                    .Select(m => m.MergeCommit)
                    .Where(m => standing[m] == AncestorStanding.Contained),
            ],
            Reverted = [.. look.Record.RevertedOf(look.Group.Id)],
            FormerLives = look.Record.FormerLives(look.Row),
            Attempt = attempt,
        };

    private static PlanIntent Intent(Plan plan) =>
        new()
        {
            Started = plan.StartedAt is not null,
            Paused = plan.Paused,
            Cancelled = plan.CancelledAt is not null,
            Delivered = plan.DeliveredAt is not null,
            LandsDirectly = plan.LandsDirectly,
        };

    private static PlanRules Rules(PlanRecord record) =>
        new(
            record.Settings.MaxParallel,
            record.Settings.BackPressure,
            record.Settings.Stacked,
            record.Settings.MostSentBack
        );

    private static string? Lost(
        Plan plan,
        string? target,
        IReadOnlyDictionary<string, AncestorStanding> standing
    )
    {
        // What was delivered may go.
        if (plan.DeliveredAt is not null)
            return null;
        if (target is null)
            return $"The branch {plan.Branch} is gone";
        var lost = standing.Where(s => s.Value != AncestorStanding.Contained).ToList();
        return lost.Count == 0
            ? null
            : $"{plan.Branch} was moved back or rewritten: it no longer has "
                + string.Join(
                    ", ",
                    lost.Select(l => l.Key == plan.PlanCommit ? "the plan's files" : l.Key[..10])
                );
    }

    private async Task<GroupAttemptFacts?> AttemptAsync(
        GroupLook look,
        Dictionary<string, IReadOnlyList<string>> changed,
        CancellationToken ct
    )
    {
        if (look.Attempt is not { Stage: not AttemptStage.Discarded } attempt)
            return null;
        var tip = await Branches.LocalAsync(look.Repo, attempt.Branch, ct).ConfigureAwait(false);
        var head = tip ?? look.LastHead;
        var based = attempt.BaseCommit;
        IReadOnlyList<string> paths =
            head is null || based is null
                ? []
                : await git.ChangedAsync(look.Repo, based, head, ct).ConfigureAwait(false);
        changed[look.Group.Id] = paths;
        var asked = look
            .Group.DependsOn.SelectMany(id =>
                look.Record.MergesOf(id)
                    .Select(m => m.MergeCommit)
                    .Concat(look.Record.RevertedOf(id))
                    .Append(look.HeadOf(id))
            )
            .OfType<string>()
            .ToList();
        var contains =
            based is null || asked.Count == 0
                ? []
                : (await git.StandingAsync(look.Repo, based, asked, ct).ConfigureAwait(false))
                    .Where(s => s.Value == AncestorStanding.Contained)
                    .Select(s => s.Key)
                    .ToHashSet();
        var phase = look.Phase();
        return new GroupAttemptFacts
        {
            Id = attempt.Id,
            Phase = phase.Phase,
            Failure = phase.Failure,
            Badge = badges.Of(attempt.Id),
            Head = head,
            Contains = contains,
            Stacked = look.Try.Stacked,
            Validation = head is null ? ValidationFact.NotRun : look.Validation(head),
            Outside = look.Outside(paths),
            SentBack = look.Try.SentBack,
            Reviewed = head is not null && look.Row.ReviewedCommit == head,
        };
    }
}
