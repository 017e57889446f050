namespace Forge.Api;

/// <summary>
/// Ours. <c>GET /api/gc</c>: what would go and why, without touching anything; <c>POST /api/gc</c>: the same, done.
/// </summary>
public sealed record GcReport
{
    /// <summary>True when this report tells what was done.</summary>
    public required bool Applied { get; init; }

    /// <summary>Bytes that go (or went), the sum over the items that are not kept.</summary>
    public required long Bytes { get; init; }
    public required IReadOnlyList<GcItem> Items { get; init; }
}

public sealed record GcItem
{
    /// <summary>E.g. <c>worktree of 'Fix login' (3f2a)</c>, <c>log</c>, <c>trash</c>, <c>snapshots</c>.</summary>
    public required string What { get; init; }

    /// <summary>The reason, e.g. <c>merged 9 days ago, clean, nothing runs in it</c>.</summary>
    public required string Why { get; init; }
    public required long Bytes { get; init; }

    /// <summary><c>remove</c>, or <c>keep</c> for something that one of the five facts holds back.</summary>
    public required string Action { get; init; }

    /// <summary>Absolute path, or the name of a ref.</summary>
    public required string Path { get; init; }
    public Guid? AttemptId { get; init; }
}

/// <summary>Ours. <c>GET /api/doctor</c>: what only the server knows about itself; the command looks at the rest.</summary>
public sealed record ServerFacts
{
    public required string Version { get; init; }
    public required int Pid { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required string StateDirectory { get; init; }

    /// <summary>E.g. <c>SQLite</c>.</summary>
    public required string Database { get; init; }

    /// <summary>Of the library that is really loaded, e.g. <c>3.40.1</c>.</summary>
    public required string DatabaseVersion { get; init; }
    public string? GitVersion { get; init; }
    public required int RunningProcesses { get; init; }

    /// <summary>Resident memory in bytes.</summary>
    public required long MemoryBytes { get; init; }
    public IReadOnlyList<AgentFact>? Agents { get; init; }
}

/// <summary>One agent as the server would start it.</summary>
public sealed record AgentFact
{
    public required string Executor { get; init; }

    /// <summary>Absolute path of the program; null when it is not on the server's PATH.</summary>
    public string? Path { get; init; }
    public string? Version { get; init; }
}
