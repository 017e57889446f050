namespace Forge.Cli.Planning;

/// <summary>
/// A command that plans a large document makes some hundred megabytes within a second and needs most of them until it ends: collecting
/// in between costs a third of its time, and frees little.
/// </summary>
internal static class Breath
{
    // Below, planning is over before there is much to collect.
    private const int Large = 1_000_000;

    private const long BytesOfOneCharacter = 120;
    private const long Most = 1_000_000_000;

    /// <summary>Puts off collecting, where memory is plenty. With more used up than thought it begins as usual.</summary>
    public static void Hold(int characters)
    {
        if (characters < Large)
            return;
        var free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var wanted = Math.Min(characters * BytesOfOneCharacter, Most);
        try
        {
            if (wanted < free / 4)
                GC.TryStartNoGCRegion(wanted);
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this runtime can put aside at once: it collects.
        }
    }
}
