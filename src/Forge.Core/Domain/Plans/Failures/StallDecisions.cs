using System.Globalization;

namespace Forge.Core.Domain.Plans.Failures;

/// <summary>
/// Tells an agent that stands still from one that waits or thinks. Each clock counts from its own last sign; a stronger
/// sign also counts for the weaker questions: who speaks lives.
/// </summary>
internal static class StallDecisions
{
    private static readonly StallClock[] Clocks =
    [
        StallClock.Process,
        StallClock.Protocol,
        StallClock.Progress,
    ];

    /// <summary>A look that comes so much later than it was due means that the machine slept, or this server was kept from running.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    public static StallLook Look(StallFacts facts, StallLimits limits, DateTimeOffset now)
    {
        if (!limits.Enabled || facts.WaitsForPerson)
            return new StallLook(new StallOutcome.None(), null);
        if (facts.RateLimitedUntil is { } until && until > now)
            return new StallLook(new StallOutcome.None(), until);
        var outcome = Outcome(facts, limits, now);
        return new StallLook(
            outcome,
            outcome is StallOutcome.Fail ? null : NextLook(facts, limits, now)
        );
    }

    /// <summary>True: nothing that happened before <paramref name="now"/> may be held against an agent.</summary>
    /// <param name="due">The <see cref="StallLook.NextLook"/> for which somebody waited.</param>
    public static bool Slept(DateTimeOffset due, DateTimeOffset now) => now - due > Late;

    /// <summary>What a badge says.</summary>
    public static string Text(StallClock clock, TimeSpan time) =>
        clock switch
        {
            StallClock.Process => $"no sign of life for {Span(time)}",
            StallClock.Protocol => $"no word for {Span(time)}",
            _ => $"no progress for {Span(time)}",
        };

    private static StallOutcome Outcome(StallFacts facts, StallLimits limits, DateTimeOffset now)
    {
        foreach (var clock in Clocks)
            if (now >= ActAt(clock, facts, limits))
                return facts.InterruptedAt is null
                    ? new StallOutcome.InterruptAndResume(clock, Since(clock, facts))
                    : new StallOutcome.Fail(Evidence(clock, facts, now));
        foreach (var clock in Clocks)
            if (now >= BadgeAt(clock, facts, limits))
                return new StallOutcome.Badge(clock, Since(clock, facts));
        return new StallOutcome.None();
    }

    private static DateTimeOffset? NextLook(
        StallFacts facts,
        StallLimits limits,
        DateTimeOffset now
    ) =>
        Clocks
            .SelectMany(clock =>
                new[] { BadgeAt(clock, facts, limits), ActAt(clock, facts, limits) }
            )
            .Where(at => at > now)
            .Select(at => (DateTimeOffset?)at)
            .Min();

    private static DateTimeOffset BadgeAt(StallClock clock, StallFacts facts, StallLimits limits) =>
        Since(clock, facts) + limits.Of(clock).Badge;

    // A tool that works excuses silence, not for ever; that nothing lives is excused by nothing.
    private static DateTimeOffset ActAt(StallClock clock, StallFacts facts, StallLimits limits)
    {
        var at = Since(clock, facts) + limits.Of(clock).Act;
        return clock != StallClock.Process && facts is { ToolSince: { } tool, ToolWorks: true }
            ? Latest(at, tool + limits.LongestTool)
            : at;
    }

    private static DateTimeOffset Since(StallClock clock, StallFacts facts)
    {
        var from = Latest(facts.CountFrom, facts.RateLimitedUntil, facts.InterruptedAt);
        return clock switch
        {
            StallClock.Process => Latest(from, facts.LifeAt, facts.LineAt, facts.ProgressAt),
            StallClock.Protocol => Latest(from, facts.LineAt),
            _ => Latest(from, facts.ProgressAt),
        };
    }

    private static DateTimeOffset Latest(DateTimeOffset one, params DateTimeOffset?[] others) =>
        others.Aggregate(one, (latest, each) => each > latest ? each.Value : latest);

    private static string Evidence(StallClock clock, StallFacts facts, DateTimeOffset now)
    {
        List<string> parts =
        [
            Text(clock, now - Since(clock, facts)),
            Ago("last sign of life", facts.LifeAt, now),
            Ago("last word", facts.LineAt, now),
            Ago("last progress", facts.ProgressAt, now),
            Ago("interrupted and resumed", facts.InterruptedAt, now),
        ];
        if (facts.ToolSince is { } tool)
            parts.Add(Ago("waits for a tool since", tool, now));
        if (!string.IsNullOrWhiteSpace(facts.LastItem))
            parts.Add($"last item: {facts.LastItem}");
        return string.Join("; ", parts);
    }

    private static string Ago(string what, DateTimeOffset? at, DateTimeOffset now) =>
        at is { } time
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{what} {time.UtcDateTime:HH:mm:ss} UTC ({Span(now - time)} ago)"
            )
            : $"{what}: none";

    private static string Span(TimeSpan time) =>
        time.TotalMinutes < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes)} min");
}
