using Forge.Core.Domain.Plans;

namespace Forge.Core.Running.Plans;

/// <summary>What the radar saw of one plan.</summary>
/// <param name="Order">Groups, in the order in which merging meets the fewest conflicts.</param>
/// <param name="Seen">What was looked at.</param>
internal sealed record PlanRadar(
    IReadOnlyList<PlanOverlap> Overlaps,
    IReadOnlyList<string> Order,
    RadarSeen Seen
)
{
    public static PlanRadar Nothing { get; } = new([], [], RadarSeen.Nothing);

    public bool IsSame(PlanRadar other) =>
        Seen.IsSame(other.Seen)
        && Order.SequenceEqual(other.Order)
        && Overlaps.Count == other.Overlaps.Count
        && Overlaps.Zip(other.Overlaps).All(two => two.First.IsSame(two.Second));
}

/// <param name="Target">Its commit.</param>
/// <param name="Heads">Of each group.</param>
internal sealed record RadarSeen(string? Target, IReadOnlyDictionary<string, string> Heads)
{
    public static RadarSeen Nothing { get; } = new(null, new Dictionary<string, string>());

    public static RadarSeen Of(PlanLook look) =>
        new(
            look.Target,
            look.Facts.Groups.Where(g => IsLive(look, g))
                .ToDictionary(g => g.Id, g => g.Attempt!.Head!)
        );

    /// <summary>The groups of which there is something newer.</summary>
    public IEnumerable<string> Behind(PlanLook now) =>
        from pair in Of(now).Heads
        where Target != now.Target || Heads.GetValueOrDefault(pair.Key) != pair.Value
        select pair.Key;

    public bool IsSame(RadarSeen other) =>
        Target == other.Target
        && Heads.Count == other.Heads.Count
        && Heads.All(pair => other.Heads.GetValueOrDefault(pair.Key) == pair.Value);

    /// <summary>Work that may yet meet other work.</summary>
    public static bool IsLive(PlanLook look, GroupFacts group) =>
        group.Attempt?.Head is not null
        && look.View(group.Id).State is not (GroupState.Merged or GroupState.Cancelled);
}

/// <param name="Second">Null: the target.</param>
/// <param name="Level">In one word of the wire.</param>
internal sealed record PlanOverlap(
    string First,
    string? Second,
    string Level,
    IReadOnlyList<string> Files
)
{
    public bool IsSame(PlanOverlap other) =>
        (First, Second, Level) == (other.First, other.Second, other.Level)
        && Files.SequenceEqual(other.Files);
}
