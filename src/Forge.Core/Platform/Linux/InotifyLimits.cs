using System.Runtime.InteropServices;

namespace Forge.Core.Platform.Linux;

/// <summary>inotify's errors in words that say what to do: the kernel's own texts ("no space left on device") mislead.</summary>
internal static class InotifyLimits
{
    public static IOException AtStart(int error) =>
        error == LibC.TooManyFiles
            ? new IOException(
                "No inotify instance is left for this user (or no file descriptor for this process). "
                    + "Raise it: sysctl fs.inotify.max_user_instances=1024"
            )
            : Other("inotify_init1", error);

    public static IOException AtWatch(string path, int error) =>
        error switch
        {
            LibC.NoSpace => new IOException(
                $"No inotify watch is left for {path}. Raise it: sysctl fs.inotify.max_user_watches=524288"
            ),
            2 or 20 => new DirectoryNotFoundException($"{path} is not there to be watched"),
            _ => Other($"inotify_add_watch {path}", error),
        };

    private static IOException Other(string what, int error) =>
        new($"{what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
}
