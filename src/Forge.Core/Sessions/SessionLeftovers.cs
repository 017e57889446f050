using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>What lives on of a session whose program has ended.</summary>
internal sealed class SessionLeftovers(SessionDirectory d, TimeProvider time)
{
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken ct) =>
        // Mostly nothing, and asking so is half of the cost of a picture of the whole table.
        SessionHost.HasLeft(d.Id)
            ? await LeftBehind
                .NamesAsync(
                    new ProcessTree(ProcessTable.MarkVariable, d.Mark, d.ReadAgent),
                    time,
                    ct
                )
                .ConfigureAwait(false)
            : [];
}
