using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Forge.Core.Platform.Linux;

/// <summary>Who runs on this machine, read from <c>/proc</c>, and the one way to signal.</summary>
internal static class ProcessTable
{
    /// <summary>The variable that marks everything a session started.</summary>
    public const string MarkVariable = "FORGE_SESSION";

    /// <summary>Changes with every start of the machine.</summary>
    public static string BootId { get; } =
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>All processes, zombies included, in no order.</summary>
    public static IReadOnlyList<ProcessEntry> All()
    {
        var found = new List<ProcessEntry>();
        foreach (var pid in Pids())
        {
            if (Read(pid) is { } entry)
                found.Add(entry);
        }
        return found;
    }

    /// <summary>One process; null when there is none with this pid.</summary>
    public static ProcessEntry? Read(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read($"/proc/{pid}/stat", buffer);
        if (length <= 0)
            return null;
        var text = Encoding.UTF8.GetString(buffer[..length]);
        // The program's name stands in brackets and may itself hold spaces and brackets.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        if (fields.Length < 20)
            return null;
        return new ProcessEntry(
            pid,
            Number(fields[1]),
            Number(fields[2]),
            Number(fields[3]),
            fields[0][0],
            long.Parse(fields[19], CultureInfo.InvariantCulture)
        );
    }

    public static ProcessIdentity? Identify(int pid) =>
        Read(pid) is { } entry ? new ProcessIdentity(pid, entry.StartTime, BootId) : null;

    /// <summary>False for a zombie, for a pid that now belongs to another process, and after a restart of the machine.</summary>
    public static bool IsAlive(ProcessIdentity identity) =>
        identity.BootId == BootId
        && Read(identity.Pid) is { Alive: true } entry
        && entry.StartTime == identity.StartTime;

    /// <summary>The living children of a process, their children, and so on; not the process itself.</summary>
    public static IReadOnlyList<int> Descendants(int pid) =>
        [.. Descendants(All(), [pid]).Select(entry => entry.Pid)];

    /// <summary>The living descendants of <paramref name="roots"/> in one picture of the table; the roots left out.</summary>
    public static IReadOnlyList<ProcessEntry> Descendants(
        IReadOnlyList<ProcessEntry> table,
        IEnumerable<int> roots
    )
    {
        var children = table.ToLookup(entry => entry.Parent);
        var seen = new HashSet<int>(roots);
        var found = new List<ProcessEntry>();
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent].Where(child => seen.Add(child.Pid)))
            {
                open.Enqueue(child.Pid);
                if (child.Alive)
                    found.Add(child);
            }
        }
        return found;
    }

    /// <summary>Pids with <c>FORGE_SESSION=mark</c> in the environment they were started with.</summary>
    public static IReadOnlyList<int> WithMark(string mark) => WithVariable(MarkVariable, mark);

    /// <summary>Pids that have exactly this variable in the environment they were started with.</summary>
    public static IReadOnlyList<int> WithVariable(string name, string value)
    {
        var entry = Encoding.UTF8.GetBytes($"{name}={value}");
        return [.. Pids().Where(pid => ProcFile.HasItem($"/proc/{pid}/environ", entry))];
    }

    /// <summary>Pids that have all these words among their arguments.</summary>
    public static IReadOnlyList<int> WithArguments(params IReadOnlyList<string> words)
    {
        var items = words.Select(Encoding.UTF8.GetBytes).ToList();
        return
        [
            .. Pids()
                .Where(pid => items.TrueForAll(i => ProcFile.HasItem($"/proc/{pid}/cmdline", i))),
        ];
    }

    /// <summary>Pids whose working directory is <paramref name="path"/> or lies in it, also when it was removed since.</summary>
    public static IReadOnlyList<int> WithCwdInside(string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return [.. Pids().Where(pid => IsInside(ProcFile.Link($"/proc/{pid}/cwd"), root))];
    }

    /// <summary>
    /// Sends a signal to a pid, or with a negative number to a group. False when nobody was there, or only someone of
    /// another user (a child that went through sudo): a stop goes on with the rest and counts it as a survivor.
    /// </summary>
    public static bool Signal(int pidOrMinusGroup, int signal)
    {
        // 0 and -1 would mean "my own group" and "everyone": never what a caller here can want.
        ArgumentOutOfRangeException.ThrowIfZero(pidOrMinusGroup);
        ArgumentOutOfRangeException.ThrowIfEqual(pidOrMinusGroup, -1);
        if (LibC.Kill(pidOrMinusGroup, signal) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is LibC.NoSuchProcess or LibC.NotPermitted
            ? false
            : throw LibC.Failure($"kill {pidOrMinusGroup}");
    }

    private static bool IsInside(string? cwd, string root) =>
        cwd is not null
        && (
            cwd == root
            || cwd.StartsWith(root + "/", StringComparison.Ordinal)
            || cwd == root + " (deleted)"
        );

    private static IEnumerable<int> Pids()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(path.AsSpan());
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                yield return pid;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
