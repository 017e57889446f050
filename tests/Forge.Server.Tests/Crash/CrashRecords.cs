namespace Forge.Server.Tests.Crash;

/// <summary>One attempt, and what was done with it.</summary>
internal sealed class CrashAttempt(string title)
{
    public string Title => title;
    public Guid Id { get; set; }
    public Guid Task { get; set; }

    /// <summary>What it runs, when it is a command.</summary>
    public CrashScript? Script { get; init; }

    /// <summary>Somebody broke it off, or tried to: how it ends is open.</summary>
    public volatile bool Touched;

    /// <summary>Its worktree may be gone.</summary>
    public volatile bool Discarded;

    /// <summary>Its rows may be gone.</summary>
    public volatile bool Deleted;

    /// <summary>Files that stand in a target since a merge was answered.</summary>
    public List<(string Target, string File)> Merged { get; } = [];

    /// <summary>Files that the agent has surely written.</summary>
    public List<string> Files { get; } = [];
}

/// <summary>Something that was said to an agent, named by a word that occurs nowhere else.</summary>
internal sealed record CrashWord(string Text, CrashAttempt Attempt, Sure Said, bool Steered)
{
    /// <summary>The word of a prompt: the agent repeats it on its error stream.</summary>
    public static string Of(string prompt) => prompt.Split("STDERR=")[1].Split(' ')[0];
}

/// <summary>All that was done so far. Many write at once.</summary>
internal sealed class CrashRecords
{
    private readonly Lock _lock = new();
    private readonly List<CrashAttempt> _attempts = [];
    private readonly List<CrashWord> _words = [];
    private readonly Dictionary<string, string> _mergesOfDeleted = [];
    private int _number;

    public int Next() => Interlocked.Increment(ref _number);

    public IReadOnlyList<CrashAttempt> Attempts
    {
        get
        {
            lock (_lock)
                return [.. _attempts];
        }
    }

    public IReadOnlyList<CrashWord> Words
    {
        get
        {
            lock (_lock)
                return [.. _words];
        }
    }

    /// <summary>Squash commits, and their targets, of attempts whose rows are gone.</summary>
    public IReadOnlyDictionary<string, string> MergesOfDeleted
    {
        get
        {
            lock (_lock)
                return new Dictionary<string, string>(_mergesOfDeleted);
        }
    }

    public void Add(CrashAttempt attempt)
    {
        lock (_lock)
            _attempts.Add(attempt);
    }

    public void Add(CrashWord word)
    {
        lock (_lock)
            _words.Add(word);
    }

    public void Keep(IEnumerable<(string Commit, string Target)> merges)
    {
        lock (_lock)
            foreach (var (commit, target) in merges)
                _mergesOfDeleted[commit] = target;
    }
}
