namespace Forge.Core.Platform.Linux;

/// <summary>What lives on of a tree whose leader has ended: daemons, servers, whatever was put into the background.</summary>
internal static class LeftBehind
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Helpers of a shell end a moment after it; they are nothing to tell of.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>As people know them: <c>node (4711)</c>.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(
        ProcessTree tree,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var start = time.GetTimestamp();
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
