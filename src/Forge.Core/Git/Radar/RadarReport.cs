namespace Forge.Core.Git.Radar;

/// <summary>A live attempt as the radar sees it.</summary>
/// <param name="Commit">Its newest snapshot, or its head.</param>
/// <param name="Order">Its place in the plan; of equals the lower one is to be merged first.</param>
internal sealed record RadarAttempt(Guid Id, string Commit, int Order);

/// <summary>How near two pieces of work come to each other; each level contains those before it.</summary>
internal enum RadarLevel
{
    None,

    /// <summary>Both change a file, far from each other.</summary>
    SameFile,

    /// <summary>Their lines touch, or a file is changed as a whole; git could still merge them.</summary>
    SameHunk,

    /// <summary>Git cannot merge them.</summary>
    Conflict,
}

/// <summary>Lines of the target's version, both ends included. New lines stand at those that they come between.</summary>
internal readonly record struct LineRange(int First, int Last);

/// <param name="First">Where the first one changes it; empty when the file is changed as a whole, or it is not known.</param>
/// <param name="Second">The same of the other.</param>
internal sealed record RadarFile(
    string Path,
    RadarLevel Level,
    IReadOnlyList<LineRange> First,
    IReadOnlyList<LineRange> Second
);

/// <summary>Two attempts that come near each other.</summary>
internal sealed record RadarPair(
    Guid First,
    Guid Second,
    RadarLevel Level,
    IReadOnlyList<RadarFile> Files
);

/// <summary>An attempt, and what came into the target since it was cut from it.</summary>
internal sealed record RadarTarget(Guid Attempt, RadarLevel Level, IReadOnlyList<RadarFile> Files);

/// <param name="Target">The commit that was asked about.</param>
/// <param name="Pairs">Only those of which there is something to say; the earlier one first.</param>
/// <param name="AgainstTarget">Likewise. A conflict here is a conflict with the target.</param>
/// <param name="SuggestedOrder">All attempts but the missing ones.</param>
/// <param name="Missing">Attempts whose commit is not there, or has no history in common with the target.</param>
internal sealed record RadarReport(
    string Target,
    IReadOnlyList<RadarPair> Pairs,
    IReadOnlyList<RadarTarget> AgainstTarget,
    IReadOnlyList<Guid> SuggestedOrder,
    IReadOnlyList<Guid> Missing
);
