using System.Text.Json.Serialization;
using Forge.Planning.Wishes;

namespace Forge.Planning.Scoring;

/// <summary>One run of a validation command by Forge.</summary>
public sealed record ValidationRun
{
    public required string Command { get; init; }

    /// <summary>Null when the program did not end by itself.</summary>
    public int? ExitCode { get; init; }
    public bool TimedOut { get; init; }

    [JsonIgnore]
    public TimeSpan Duration { get; init; }
    public double Seconds => Duration.TotalSeconds;

    /// <summary>The commit that the command ran on.</summary>
    public required string Commit { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Still says something about the head: false once the agent has committed again.</summary>
    public bool Current { get; init; }
    public RunPlace Where { get; init; }

    /// <summary>The last lines of what it printed.</summary>
    public string OutputTail { get; init; } = "";

    /// <summary>What Forge found where the document expects something else than exit 0; null: the exit code says it.</summary>
    [JsonIgnore]
    public bool? AsExpected { get; init; }

    public bool Passed => !TimedOut && (AsExpected ?? ExitCode == 0);

    /// <summary>Counts as proof: a run on the base says how it was before.</summary>
    [JsonIgnore]
    public bool Counts => Current && Where != RunPlace.Base;

    /// <summary><c>exit 0</c>, <c>exit 1, as expected</c>, <c>timed out</c>, <c>killed</c>.</summary>
    public string Ending() =>
        TimedOut ? "timed out"
        : ExitCode is { } code
            ? AsExpected is { } met && met != (code == 0)
                    ? $"exit {code}, {(met ? "as" : "not what was")} expected"
                : $"exit {code}"
        : "killed";
}

/// <summary>Where a command ran.</summary>
[JsonConverter(typeof(SnakeCase<RunPlace>))]
public enum RunPlace
{
    Worktree,

    /// <summary>A fresh checkout of the head, without what lies about in the worktree.</summary>
    CleanCopy,

    /// <summary>The tree that the merge would make.</summary>
    Rehearsal,

    /// <summary>The commit that the attempt started from: what was so before.</summary>
    Base,
}
