using Forge.Api;
using Forge.Core.Platform;
using Forge.Core.Running;
using Forge.Core.Store;
using Forge.Server.Hosting;

namespace Forge.Server.Features.Servers;

/// <summary>What only the server knows about itself.</summary>
internal static class DoctorFacts
{
    public static async Task<Envelope<ServerFacts>> ReadAsync(
        RunningParts parts,
        CancellationToken ct
    )
    {
        var git = await new Command("git", ["--version"]).RunAsync(ct).ConfigureAwait(false);
        return Envelope.Of(
            new ServerFacts
            {
                Version = ServerVersion.Text,
                Pid = Environment.ProcessId,
                StartedAt = ServerLife.StartedAt,
                StateDirectory = parts.State.Root,
                Database = "SQLite",
                DatabaseVersion = SqliteFile.LibraryVersion,
                GitVersion = git.Ok
                    ? git.Output.Replace("git version", "", StringComparison.Ordinal).Trim()
                    : null,
                RunningProcesses = parts.Database.Read(ProcessRows.Running).Count,
                MemoryBytes = Environment.WorkingSet,
                Agents =
                [
                    new AgentFact { Executor = "CLAUDE_CODE", Path = Programs.Find("claude") },
                ],
            }
        );
    }
}
