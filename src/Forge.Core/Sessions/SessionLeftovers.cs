using Forge.Core.Platform;
using Forge.Core.Platform.Linux;

namespace Forge.Core.Sessions;

/// <summary>What lives on of a session whose program has ended: daemons, servers, whatever it put into the background.</summary>
internal sealed class SessionLeftovers(SessionDirectory d, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Helpers of a shell end a moment after it; they are nothing to tell of.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken ct)
    {
        // The common case, and half of the cost of a picture of the whole table.
        if (!SessionHost.HasLeft(d.Id))
            return [];
        var start = time.GetTimestamp();
        var tree = new SessionTree(d);
        while (true)
        {
            var left = tree.Living(searchMarks: true);
            if (left.Count == 0 || time.GetElapsedTime(start) >= Patience)
                return [.. left.OrderBy(one => one.StartTime).Select(Name)];
            await Task.Delay(Poll, time, ct).ConfigureAwait(false);
        }
    }

    private static string Name(ProcessEntry one)
    {
        var name = Files.TryReadText($"/proc/{one.Pid}/comm")?.Trim();
        return $"{(string.IsNullOrEmpty(name) ? "a process" : name)} ({one.Pid})";
    }
}
