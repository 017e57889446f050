using Forge.Core.Diffs;
using Forge.Core.Executors;
using Forge.Core.Git;
using Forge.Core.Platform.Linux;
using Forge.Core.Sessions;
using Forge.Core.Store;
using Microsoft.Extensions.Logging;

namespace Forge.Core.Running;

/// <summary>The capabilities that running an attempt brings together. Made once by the server.</summary>
internal sealed record RunningParts
{
    public required StateFolder State { get; init; }
    public required RunningOptions Options { get; init; }
    public required Database Database { get; init; }
    public required SessionHost Host { get; init; }
    public required Inotify Inotify { get; init; }
    public required GitRepositories Repositories { get; init; }
    public required PreparedWorktrees Prepared { get; init; }
    public required LiveDiffs Diffs { get; init; }
    public required ExecutorSet Executors { get; init; }
    public required ProfileFile Profiles { get; init; }
    public required AgentSlots Slots { get; init; }
    public required Tokens Tokens { get; init; }
    public required OwnAddress Address { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILoggerFactory Logs { get; init; }

    /// <summary>The server's environment, that agents get less Forge's own secrets.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public SessionParts Sessions => new(Database, Host, Time, Options);
}
