using Forge.Core.Sessions;
using Forge.Core.Store;

namespace Forge.Core.Running;

/// <summary>What every session's loop needs.</summary>
internal sealed record SessionParts(
    Database Database,
    SessionHost Host,
    TimeProvider Time,
    RunningOptions Options
);
