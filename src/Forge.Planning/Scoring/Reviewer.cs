using Forge.Planning.Plans;

namespace Forge.Planning.Scoring;

/// <summary>
/// Scores a group or a whole wish by what is known of it. Deterministic: the same facts give the same review. The verdict comes
/// before the score: where a must-have fails, the points are still counted and mean nothing.
/// </summary>
public static class Reviewer
{
    /// <exception cref="ArgumentException">The plan has no such group.</exception>
    public static Review OfGroup(ForgePlan plan, GroupEvidence evidence)
    {
        var group =
            plan.Groups.FirstOrDefault(g => g.Id == evidence.GroupId)
            ?? throw new ArgumentException(
                $"the plan {plan.Slug} has no group {evidence.GroupId}",
                nameof(evidence)
            );
        var subject = Subject.Of(group, evidence);
        var checkpoints = new List<ScoredCheckpoint>();
        foreach (var keyed in CheckpointKeys.Of(plan))
            if (ShareOf(keyed, group.Id) is { } points)
                checkpoints.Add(CheckpointScore.Of(keyed, points, subject));
        return Judged(
            new Review
            {
                Slug = plan.Slug,
                Group = group.Id,
                Title = group.Title,
                Commit = evidence.MergeCommit ?? evidence.Head,
                Verdict = Verdict.Blocked,
                Checkpoints = checkpoints,
                MustHaves = [.. MustHaves.Of(subject)],
                Claims = [.. evidence.Validations.Select(r => new Claim(group.Id, r))],
                Notes = [.. ReviewNotes.Of(evidence, group.Id)],
            }
        );
    }

    public static Review OfWish(ForgePlan plan, WishEvidence evidence)
    {
        var known = evidence.Groups.ToLookup(g => g.GroupId);
        var groups = plan
            .Groups.Select(g =>
                (g, known[g.Id].FirstOrDefault() ?? new GroupEvidence { GroupId = g.Id })
            )
            .ToList();
        evidence = evidence with { Groups = [.. groups.Select(g => g.Item2)] };
        var whole = Subject.OfWhole(plan, evidence);
        var subjects = groups.ToDictionary(g => g.g.Id, g => Subject.Of(g.g, g.Item2));
        return Judged(
            new Review
            {
                Slug = plan.Slug,
                Title = plan.Title,
                Commit = evidence.Whole.MergeCommit ?? evidence.Whole.Head,
                Verdict = Verdict.Blocked,
                Checkpoints = [.. CheckpointKeys.Of(plan).Select(k => OfWhole(k, subjects, whole))],
                MustHaves =
                [
                    .. MustHaves.Of(whole),
                    .. subjects.Values.SelectMany(s =>
                        MustHaves.Of(s).Append(MustHaves.Merged(s.Evidence))
                    ),
                ],
                Claims =
                [
                    .. evidence.Whole.Validations.Select(r => new Claim(null, r)),
                    .. evidence.Groups.SelectMany(g =>
                        g.Validations.Select(r => new Claim(g.GroupId, r))
                    ),
                ],
                Notes =
                [
                    .. ReviewNotes.Of(evidence.Whole, null),
                    .. evidence.Groups.SelectMany(g => ReviewNotes.Of(g, g.GroupId)),
                ],
            }
        );
    }

    private static ScoredCheckpoint OfWhole(
        KeyedCheckpoint keyed,
        Dictionary<string, Subject> subjects,
        Subject whole
    )
    {
        var parts = new List<(string, ScoredCheckpoint)>();
        var left = keyed.Checkpoint.Points;
        foreach (var share in keyed.Checkpoint.Groups)
            if (subjects.TryGetValue(share.Group, out var subject))
            {
                left -= share.Points;
                parts.Add((share.Group, CheckpointScore.Of(keyed, share.Points, subject)));
            }
        // Points that no group has to earn are the whole's; its awards come last, over everything.
        if (left > 0)
            parts.Add(("the whole", CheckpointScore.Of(keyed, left, whole.WithoutAwards())));
        return CheckpointScore.Sum(keyed, parts, whole.Evidence.Awards);
    }

    private static int? ShareOf(KeyedCheckpoint keyed, string group) =>
        keyed.Checkpoint.Groups.FirstOrDefault(s => s.Group == group)?.Points;

    private static Review Judged(Review review)
    {
        var (score, total) = (
            review.Checkpoints.Sum(c => c.Earned),
            review.Checkpoints.Sum(c => c.Points)
        );
        return review with
        {
            Score = score,
            Total = total,
            Verdict = review.MustHaves.All(m => m.Ok)
                ? ByPoints(
                    score,
                    total,
                    review.Claims.Any(c => c.Run is { Counts: true, Passed: true })
                )
                : Verdict.Blocked,
        };
    }

    // A group that has no points to earn is as good as its must-haves, if a command is among them.
    private static Verdict ByPoints(int score, int total, bool proved) =>
        (
            total > 0 ? 100.0 * score / total
            : proved ? 100
            : 0
        ) switch
        {
            >= 90 => Verdict.Excellent,
            >= 80 => Verdict.Good,
            >= 70 => Verdict.Acceptable,
            _ => Verdict.NeedsWork,
        };
}
