namespace Forge.Bench.Servers;

/// <summary>A server that is measured: how it is started.</summary>
internal interface IContestant
{
    /// <summary>As the table's column has it.</summary>
    string Name { get; }

    string Version { get; }

    string Agents { get; }

    IReadOnlyList<string> Command { get; }

    /// <summary>Writes what it must find before its first start, and tells its environment apart from the ground's.</summary>
    Dictionary<string, string> Prepare(Ground ground, int port);

    /// <summary>What requests must carry; null for nothing.</summary>
    string? Token(Ground ground);

    /// <summary>Whether its agents live on when it is killed.</summary>
    bool KeepsRuns { get; }
}
