namespace Forge.Core.Running;

/// <summary>Whether a disk has room for what nobody has asked for yet.</summary>
internal static class DiskRoom
{
    private const long Least = 1L << 30;
    private const int LeastPercent = 5;

    /// <summary>True while more than one gigabyte and more than a twentieth of the disk is free.</summary>
    public static bool IsPlenty(string path)
    {
        var drive = new DriveInfo(path);
        return IsPlenty(drive.AvailableFreeSpace, drive.TotalSize);
    }

    public static bool IsPlenty(long free, long total) =>
        free > Least && free > total / 100 * LeastPercent;
}
