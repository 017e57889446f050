using System.Globalization;

namespace Forge.Core.Platform.Linux;

/// <summary>
/// One process for all time: a pid alone is used again, with its start time (clock ticks since boot) and the boot's id
/// it is not.
/// </summary>
internal sealed record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    /// <summary>Reads "pid start boot" with its newline; null when the line is torn or no such line.</summary>
    public static ProcessIdentity? Parse(string text)
    {
        if (!text.EndsWith('\n'))
            return null;
        var parts = text.TrimEnd('\n').Split(' ');
        var valid =
            parts.Length == 3
            && parts[2].Length > 0
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return valid
            ? new ProcessIdentity(
                int.Parse(parts[0], CultureInfo.InvariantCulture),
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[2]
            )
            : null;
    }

    public override string ToString() => $"{Pid} {StartTime} {BootId}";
}

/// <summary>One line of the process table.</summary>
internal readonly record struct ProcessEntry(
    int Pid,
    int Parent,
    int Group,
    int Session,
    char State,
    long StartTime
)
{
    /// <summary>A zombie is dead: it only waits for its parent to notice.</summary>
    public bool Alive => State is not ('Z' or 'X');
}
