namespace Forge.Core.Domain.Plans.Failures;

/// <summary>What is tried again, how often, and how long is waited. A plan may have its own (docs/gates.md).</summary>
internal sealed record FailureSettings
{
    /// <summary>Our own doing, such as making a worktree: what another process had locked is mostly free at once.</summary>
    public int StartRetries { get; init; } = 3;

    /// <summary>Before the first retry; doubled for each further one: 100, 200, 400 ms.</summary>
    public TimeSpan StartDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Each costs money, and an agent that fails four times fails of something else than the moment.</summary>
    public int AgentRetries { get; init; } = 3;

    /// <summary>Doubled for each further one: 1, 2, 4 minutes.</summary>
    public TimeSpan AgentDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>False: a rate limit fails the group at once, and nothing goes on by itself while nobody looks.</summary>
    public bool WaitForRateLimits { get; init; } = true;

    /// <summary>How many limits in a row, without any work done between them.</summary>
    public int RateLimitRetries { get; init; } = 12;

    /// <summary>Where nobody said when it ends; doubled for each further one, up to <see cref="RateLimitMost"/>.</summary>
    public TimeSpan RateLimitWait { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan RateLimitMost { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Behind a time that was named: clocks differ.</summary>
    public TimeSpan RateLimitMargin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A limit that ends later than this is not waited for. Weekly ones are.</summary>
    public TimeSpan RateLimitLongest { get; init; } = TimeSpan.FromDays(8);

    public StallLimits Stall { get; init; } = new();
}

/// <summary>The limits of the three clocks. A clock that is <see cref="ClockLimits.Off"/> never rings.</summary>
internal sealed record StallLimits
{
    public bool Enabled { get; init; } = true;

    /// <summary>Nothing of it computes, reads or writes, or says anything.</summary>
    public ClockLimits Process { get; init; } =
        new(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10));

    /// <summary>It says nothing. Models think for minutes without a word.</summary>
    public ClockLimits Protocol { get; init; } =
        new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20));

    /// <summary>It talks, and neither its conversation nor its files get any further.</summary>
    public ClockLimits Progress { get; init; } =
        new(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(45));

    /// <summary>For so long a tool that computes excuses an agent that waits for it.</summary>
    public TimeSpan LongestTool { get; init; } = TimeSpan.FromHours(4);

    public ClockLimits Of(StallClock clock) =>
        clock switch
        {
            StallClock.Process => Process,
            StallClock.Protocol => Protocol,
            _ => Progress,
        };
}

/// <param name="Badge">When it is shown and told of.</param>
/// <param name="Act">When it is interrupted, and where that was done before, given up.</param>
internal sealed record ClockLimits(TimeSpan Badge, TimeSpan Act)
{
    /// <summary>Far beyond the life of any agent, and still a time that can be added to one.</summary>
    public static ClockLimits Off { get; } =
        new(TimeSpan.FromDays(3_650), TimeSpan.FromDays(3_650));
}
