namespace Forge.Planning.Scoring;

/// <summary>Points of one checkpoint: from proof, and for the rest from people.</summary>
internal static class CheckpointScore
{
    public static ScoredCheckpoint Of(KeyedCheckpoint keyed, int points, Subject subject)
    {
        var kind = ProofRules.KindOf(keyed.Checkpoint.Text);
        var proof = Proofs.Of(kind, subject);
        return With(
            Empty(keyed, points, kind) with
            {
                Earned = proof.Holds ? points : 0,
                Proof = proof.Holds ? proof.Text : null,
                Missing = proof.Holds ? null : proof.Text,
            },
            subject.Evidence.Awards
        );
    }

    /// <summary>Of the whole: the sum of what its groups earned, and of what belongs to no group.</summary>
    public static ScoredCheckpoint Sum(
        KeyedCheckpoint keyed,
        IReadOnlyList<(string Of, ScoredCheckpoint Part)> parts,
        IReadOnlyList<Award> awards
    )
    {
        var said = parts.Where(p => p.Part.Points > 0).ToList();
        return With(
            Empty(
                keyed,
                parts.Sum(p => p.Part.Points),
                ProofRules.KindOf(keyed.Checkpoint.Text)
            ) with
            {
                Earned = parts.Sum(p => p.Part.Earned),
                Proof = Joined(said, p => p.Proof),
                Missing = Joined(said, p => p.Missing),
                Awards = [.. parts.SelectMany(p => p.Part.Awards)],
            },
            awards
        );
    }

    private static string? Joined(
        List<(string Of, ScoredCheckpoint Part)> parts,
        Func<ScoredCheckpoint, string?> text
    )
    {
        var said = parts
            .Where(p => text(p.Part) is not null)
            .GroupBy(p => text(p.Part)!)
            .Select(g => $"{string.Join(", ", g.Select(p => p.Of))}: {g.Key}")
            .ToList();
        return said.Count == 0 ? null : string.Join("; ", said);
    }

    private static ScoredCheckpoint Empty(KeyedCheckpoint keyed, int points, ProofKind kind) =>
        new()
        {
            Key = keyed.Key,
            Phase = keyed.Checkpoint.Phase,
            Name = keyed.Checkpoint.Name,
            Text = keyed.Checkpoint.Text,
            Points = points,
            Kind = kind,
        };

    // An award gives what proof left over, and needs a person and a reason.
    private static ScoredCheckpoint With(ScoredCheckpoint scored, IReadOnlyList<Award> awards)
    {
        var earned = scored.Earned;
        var counted = new List<Award>(scored.Awards);
        foreach (var award in awards.Where(a => a.Checkpoint == scored.Key && IsGiven(a)))
            if (Math.Min(award.Points, scored.Points - earned) is var points and > 0)
            {
                earned += points;
                counted.Add(award with { Points = points });
            }
        return scored with
        {
            Earned = earned,
            Awards = counted,
            Missing = earned == scored.Points ? null : scored.Missing,
        };
    }

    private static bool IsGiven(Award award) =>
        award.Points > 0
        && !string.IsNullOrWhiteSpace(award.By)
        && !string.IsNullOrWhiteSpace(award.Reason);
}
