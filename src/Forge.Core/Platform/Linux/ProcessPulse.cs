using System.Globalization;
using System.Text;

namespace Forge.Core.Platform.Linux;

/// <summary>
/// What some processes have used so far: a sign of life that needs no word of theirs. Two of the same tree are compared;
/// one alone says nothing.
/// </summary>
/// <param name="CpuTicks">Hundredths of a second of all of them, and of children that they have waited for.</param>
/// <param name="ReadBytes">Also from pipes, sockets and caches.</param>
internal sealed record ProcessPulse(long CpuTicks, long ReadBytes, long WriteBytes, int Processes)
{
    /// <summary>A program that only waits has timers that tick: less than this of one core is no work.</summary>
    private const double IdleShare = 0.01;
    private const long IdleBytesPerSecond = 16 * 1024;
    private const int TicksPerSecond = 100;

    public static ProcessPulse None { get; } = new(0, 0, 0, 0);

    /// <summary>Processes that are gone, or of another user, count nothing.</summary>
    public static ProcessPulse Of(IEnumerable<int> pids)
    {
        var sum = None;
        foreach (var pid in pids)
        {
            if (Cpu(pid) is not { } ticks)
                continue;
            var (read, written) = Bytes(pid);
            sum = new ProcessPulse(
                sum.CpuTicks + ticks,
                sum.ReadBytes + read,
                sum.WriteBytes + written,
                sum.Processes + 1
            );
        }
        return sum;
    }

    /// <summary>
    /// Anything at all happened since. The sums may also have become smaller: a process that ended takes its own with it.
    /// </summary>
    public bool DiffersFrom(ProcessPulse earlier) => this != earlier;

    /// <summary>Real work, beyond what a waiting program uses for its timers.</summary>
    public bool WorksSince(ProcessPulse earlier, TimeSpan elapsed)
    {
        var ticks = Math.Abs(CpuTicks - earlier.CpuTicks);
        var bytes =
            Math.Abs(ReadBytes - earlier.ReadBytes) + Math.Abs(WriteBytes - earlier.WriteBytes);
        return Processes > 0
            && (
                Processes != earlier.Processes
                || ticks > Math.Max(1, elapsed.TotalSeconds * TicksPerSecond * IdleShare)
                || bytes > Math.Max(1, elapsed.TotalSeconds) * IdleBytesPerSecond
            );
    }

    // After the name in brackets, which may hold anything: fields 14 to 17 of proc(5), counted from the state as 0.
    private static long? Cpu(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var length = ProcFile.Read($"/proc/{pid}/stat", buffer);
        if (length <= 0)
            return null;
        var text = Encoding.UTF8.GetString(buffer[..length]);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length > 14 && fields[0] is not ("Z" or "X")
            ? fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture))
            : null;
    }

    private static (long Read, long Written) Bytes(int pid)
    {
        Span<byte> buffer = stackalloc byte[512];
        var length = ProcFile.Read($"/proc/{pid}/io", buffer);
        var text = length <= 0 ? "" : Encoding.UTF8.GetString(buffer[..length]);
        return (Value(text, "rchar: "), Value(text, "wchar: "));
    }

    private static long Value(string text, string name)
    {
        var line = text.Split('\n')
            .FirstOrDefault(each => each.StartsWith(name, StringComparison.Ordinal));
        return line is null
            ? 0
            : long.Parse(line.AsSpan(name.Length), CultureInfo.InvariantCulture);
    }
}
