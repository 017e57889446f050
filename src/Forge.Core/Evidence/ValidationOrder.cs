namespace Forge.Core.Evidence;

/// <summary>A validation command that is to be run.</summary>
internal sealed record ValidationOrder
{
    /// <summary>
    /// Text for a shell: bash where it is there, else sh, without any options. As in a terminal, the last command's exit
    /// code counts; what a pipe's earlier parts say does not.
    /// </summary>
    public required string Command { get; init; }

    /// <summary>Absolute path of the checkout.</summary>
    public required string Directory { get; init; }

    /// <summary>All that it gets, beside its mark and what switches build daemons off.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute path; what was there is replaced.</summary>
    public required string OutputFile { get; init; }

    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the wish says about the outcome; see <see cref="Expectation"/>.</summary>
    public string? Expect { get; init; }

    /// <summary>Marks everything that it starts.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();
}

/// <summary>What came of it.</summary>
internal sealed record ValidationResult
{
    /// <summary>Null when it was ended at its limit or did not start; 128 and more: a signal's number added to 128.</summary>
    public int? ExitCode { get; init; }
    public bool TimedOut { get; init; }

    /// <summary>What the system said when not even the shell could be started; null when it was.</summary>
    public string? NotStarted { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public TimeSpan Duration { get; init; }

    /// <summary>How much it said, whatever was kept of it.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The file has the beginning and the end, and says how much is missing between them.</summary>
    public bool Truncated { get; init; }

    /// <summary>What still ran when the command was over, such as <c>node (4711)</c>. It was ended.</summary>
    public IReadOnlyList<string> LeftProcesses { get; init; } = [];

    public bool Passed { get; init; }

    /// <summary>One line for people: why it passed or did not.</summary>
    public string Verdict { get; init; } = "";
}
