using Forge.Core.Platform.Linux;

namespace Forge.Core.Diffs;

/// <summary>Joins live diffs to the server's one inotify instance.</summary>
internal static class DirectoryWatches
{
    private const InotifyMask Mask =
        InotifyMask.Changes
        | InotifyMask.OnlyDirectory
        | InotifyMask.DoNotFollow
        | InotifyMask.ExcludeUnlinked;

    public static WatchDirectory By(Inotify inotify) =>
        (directory, onEvent) =>
            inotify.Watch(
                directory,
                Mask,
                happened =>
                {
                    // The end of a watch says nothing that the events before it did not.
                    if (!happened.Mask.HasFlag(InotifyMask.Ignored))
                        onEvent(
                            new DirectoryEvent(
                                happened.Name,
                                happened.Mask.HasFlag(InotifyMask.QueueOverflow)
                            )
                        );
                }
            );
}
