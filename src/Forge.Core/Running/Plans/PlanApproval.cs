using Forge.Core.Domain;
using Forge.Core.Domain.Plans;
using Forge.Core.Domain.Projects;
using Forge.Core.Git;
using Forge.Core.Git.Plans;
using Forge.Core.Store;
using Forge.Planning.Folders;
using Forge.Planning.Plans;
using Forge.Planning.Wishes;

namespace Forge.Core.Running.Plans;

/// <summary>What a person is about to approve.</summary>
/// <param name="Wish">As they named it.</param>
internal sealed record ApprovalOrder(Project Project, string Wish)
{
    public string? BaseBranch { get; init; }
    public string? Onto { get; init; }

    /// <summary>What they saw.</summary>
    public string? Digest { get; init; }
    public required string By { get; init; }
}

/// <summary>A plan as it stands in the checkout.</summary>
/// <param name="Files">Its own files, relative to the root, with their bytes.</param>
internal sealed record PlanOffer(
    ForgePlan Plan,
    IReadOnlyDictionary<string, byte[]> Files,
    string Digest,
    string BaseBranch,
    string BaseCommit,
    string Branch,
    Plan? Before
);

/// <summary>
/// A person approves: the plan's files are committed as they lie in the checkout onto the plan's branch, which is what every
/// group begins with; the checkout stays as it is. What changes afterwards is to be approved again.
/// </summary>
internal sealed class PlanApproval(RunningParts parts)
{
    /// <summary>What would be approved.</summary>
    /// <exception cref="RuleBroken">There is no such plan, it is blocked, or its files are not those of its wish.</exception>
    public async Task<PlanOffer> LookAsync(ApprovalOrder order, CancellationToken ct)
    {
        var root = order.Project.GitRepoPath;
        var repo = await parts.Repositories.OpenAsync(root, ct).ConfigureAwait(false);
        if (repo.IsBare)
            throw RuleBroken.Conflict(
                $"{root} is a bare repository: a plan is approved from a checkout"
            );
        var plan = await PlanAsync(order, repo, ct).ConfigureAwait(false);
        var files = ApprovedFiles.Read(root, plan);
        var before = parts.Database.Read(db => PlanRows.Find(db, order.Project.Id, plan.Slug));
        var baseBranch =
            before?.BaseBranch
            ?? order.BaseBranch
            ?? order.Onto
            ?? (
                string.IsNullOrWhiteSpace(order.Project.DefaultBaseBranch)
                    ? null
                    : order.Project.DefaultBaseBranch
            )
            ?? await Branches.CurrentAsync(repo, ct).ConfigureAwait(false)
            ?? throw RuleBroken.Invalid(
                "base_branch: the checkout is on no branch; name the branch to start from"
            );
        var tip =
            await Branches.LocalAsync(repo, baseBranch, ct).ConfigureAwait(false)
            ?? throw RuleBroken.NotFound(
                $"Branch not found: {baseBranch}. `git branch` in {root} lists what there is."
            );
        var branch =
            before?.Branch
            ?? order.Onto
            ?? (plan.Branch.Strategy == BranchStrategy.MicroTask ? baseBranch : plan.Branch.Name);
        return new PlanOffer(
            plan,
            files,
            ApprovedFiles.DigestOf(files),
            baseBranch,
            before?.BaseCommit ?? tip,
            branch,
            before
        );
    }

    /// <exception cref="RuleBroken">As above; or the files are not what the person saw; or the plan is delivered already.</exception>
    public async Task<Plan> ApproveAsync(ApprovalOrder order, CancellationToken ct)
    {
        var offer = await LookAsync(order, ct).ConfigureAwait(false);
        Insist(order, offer);
        var repo = await parts
            .Repositories.OpenAsync(order.Project.GitRepoPath, ct)
            .ConfigureAwait(false);
        if (offer.Before is null)
            await InsistBranchIsFreeAsync(repo, offer, ct).ConfigureAwait(false);
        var commit = await Git
            .Plans.PlanBranch.CommitAsync(
                repo,
                offer.Branch,
                offer.BaseCommit,
                offer.Files.ToDictionary(f => f.Key, f => (byte[]?)f.Value),
                $"Approve the plan {offer.Plan.Slug}\n\n{offer.Plan.Title}\nApproved by {order.By}, {offer.Digest}",
                ct
            )
            .ConfigureAwait(false) switch
        {
            PlanCommit.Done done => done.Commit,
            PlanCommit.Refused refused => throw RuleBroken.Conflict(
                refused.Reason
                    + (refused.Files.Count == 0 ? "" : ": " + string.Join(", ", refused.Files))
            ),
            _ => throw new InvalidOperationException(),
        };
        return await parts
            .Database.WriteAsync(w => Write(w, order, offer, commit), ct)
            .ConfigureAwait(false);
    }

    private async Task<ForgePlan> PlanAsync(
        ApprovalOrder order,
        GitRepository repo,
        CancellationToken ct
    )
    {
        var root = order.Project.GitRepoPath;
        var path = PlanFolder.Find(root, order.Wish) switch
        {
            WishPlace.There there => there.Path,
            WishPlace.Missing missing => throw RuleBroken.NotFound(missing.Text),
            WishPlace.Outside outside => throw RuleBroken.Invalid(outside.Text),
            _ => throw new InvalidOperationException(),
        };
        var full = Path.Combine(root, path);
        var text = await File.ReadAllTextAsync(full, ct).ConfigureAwait(false);
        var names = await Branches.NamesAsync(repo, ct).ConfigureAwait(false);
        var current = await Branches.CurrentAsync(repo, ct).ConfigureAwait(false);
        var now = parts.Database.Now;
        PlanOutcome OutcomeOf(Wish wish) =>
            PlanFolder.PlanAgain(
                wish,
                PlanFolder.Read(root, path, text, wish, [.. names], current, now)
            );
        var readings = WishOnDisk.Readings(text, full).Select(OutcomeOf);
        var outcome = readings.FirstOrDefault(o => o.IsCurrent) ?? readings.First();
        if (outcome.IsBlocked)
            throw RuleBroken.Conflict(
                $"{path} cannot be approved: "
                    + string.Join("; ", outcome.Plan.Blockers.Select(b => $"{b.Text} ({b.Mend})"))
            );
        if (!outcome.IsCurrent)
            throw RuleBroken.Conflict(
                $"{PlanFolder.OutOfDate}{path}: "
                    + string.Join(
                        ", ",
                        outcome.Changes.Files.Where(c => c.Writes).Select(c => c.Path).Take(5)
                    )
                    + $" would be written. Type: forge plan {path}"
            );
        return outcome.Plan;
    }

    private static void Insist(ApprovalOrder order, PlanOffer offer)
    {
        if (order.Digest is { } seen && seen != offer.Digest)
            throw RuleBroken.Conflict(
                $"The plan's files changed since you looked at them ({seen[..19]}… is {offer.Digest[..19]}… now). Look again"
            );
        if (offer.Before is { DeliveredAt: not null } delivered)
            throw RuleBroken.Conflict(
                $"The plan {delivered.Slug} was delivered as {delivered.DeliveredCommit![..10]}. Plan what is still to be done in a wish of its own"
            );
        if (order.Onto is { } onto && offer.Before is { } before && before.Branch != onto)
            throw RuleBroken.Conflict(
                $"The plan's groups are merged onto {before.Branch} already; that cannot be changed"
            );
    }

    private static async Task InsistBranchIsFreeAsync(
        GitRepository repo,
        PlanOffer offer,
        CancellationToken ct
    )
    {
        if (
            offer.Branch == offer.BaseBranch
            || await Branches.LocalAsync(repo, offer.Branch, ct).ConfigureAwait(false)
                is not { } tip
        )
            return;
        // Ours, of an approval that a crash cut off: exactly the plan's files on the base.
        if (!await Branches.IsAncestorAsync(repo, offer.BaseCommit, tip, ct).ConfigureAwait(false))
            throw RuleBroken.Conflict(
                $"There is a branch {offer.Branch} already, and it does not go on from {offer.BaseBranch}. Rename it (git branch -m), or approve with --onto"
            );
    }

    private static Plan Write(Writing w, ApprovalOrder order, PlanOffer offer, string commit)
    {
        var body = PlanBodies.Text(offer.Plan);
        var plan = PlanRows.Find(w.Db, order.Project.Id, offer.Plan.Slug);
        if (plan is null)
        {
            plan = new Plan
            {
                Id = Guid.NewGuid(),
                ProjectId = order.Project.Id,
                Slug = offer.Plan.Slug,
                Title = offer.Plan.Title,
                Wish = offer.Plan.Wish,
                Folder = offer.Plan.Folder,
                Body = body,
                Digest = offer.Digest,
                BaseBranch = offer.BaseBranch,
                BaseCommit = offer.BaseCommit,
                Branch = offer.Branch,
                PlanCommit = commit,
                ApprovedBy = order.By,
                ApprovedAt = w.Now,
                Settings = PlanBodies.Text(new PlanSettings()),
                CreatedAt = w.Now,
                UpdatedAt = w.Now,
            };
            PlanRows.Insert(w, plan);
        }
        else
        {
            plan = PlanRows.Change(
                w,
                plan.Id,
                p =>
                    p with
                    {
                        Title = offer.Plan.Title,
                        Wish = offer.Plan.Wish,
                        Folder = offer.Plan.Folder,
                        Body = body,
                        Digest = offer.Digest,
                        PlanCommit = commit,
                        ApprovedBy = order.By,
                        ApprovedAt = w.Now,
                        CancelledAt = null,
                    }
            )!;
        }
        Groups(w, plan, offer.Plan);
        PlanRecordRows.Log(
            w,
            plan.Id,
            null,
            order.By,
            "approve",
            $"{offer.Digest} as {commit[..10]} on {offer.Branch}"
        );
        return plan;
    }

    // A group that is no longer in the plan goes, unless it ran: then the plan cannot leave it out.
    private static void Groups(Writing w, Plan plan, ForgePlan body)
    {
        var ids = body.Groups.Select(g => g.Id).ToHashSet();
        foreach (var row in PlanGroupRows.Of(w.Db, plan.Id).Where(r => !ids.Contains(r.GroupId)))
        {
            if (row.AttemptId is not null)
                throw RuleBroken.Conflict(
                    $"Group {row.GroupId} has run already, and the changed wish does not have it. Discard the group first, or put it back"
                );
            PlanGroupRows.Delete(w, plan.Id, row.GroupId);
        }
        for (var i = 0; i < body.Groups.Count; i++)
            PlanGroupRows.Put(w, plan.Id, body.Groups[i].Id, i);
    }
}
