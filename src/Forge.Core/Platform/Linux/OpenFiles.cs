namespace Forge.Core.Platform.Linux;

/// <summary>Tells from /proc whether any living process has a file open.</summary>
internal static class OpenFiles
{
    public static bool IsHeld(string path)
    {
        var wanted = Path.GetFullPath(path);
        return Directory
            .EnumerateDirectories("/proc")
            .Where(one => char.IsAsciiDigit(Path.GetFileName(one)[0]))
            .Any(process => Holds(process, wanted));
    }

    private static bool Holds(string process, string wanted)
    {
        try
        {
            return Directory
                .EnumerateFiles(Path.Join(process, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == wanted);
        }
        catch (IOException)
        {
            // It ended just now.
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // It belongs to another user, whose git could not have locked this file.
            return false;
        }
    }
}
