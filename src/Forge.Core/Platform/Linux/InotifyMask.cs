namespace Forge.Core.Platform.Linux;

/// <summary>What happened to a file or directory; the values are the kernel's.</summary>
[Flags]
internal enum InotifyMask : uint
{
    None = 0,
    Modify = 0x2,
    Attributes = 0x4,
    CloseWrite = 0x8,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Create = 0x100,
    Delete = 0x200,
    DeleteSelf = 0x400,
    MoveSelf = 0x800,

    /// <summary>Told to every watch: events were lost, look at everything again.</summary>
    QueueOverflow = 0x4000,

    /// <summary>Told to a watch: its file or directory is gone, nothing follows.</summary>
    Ignored = 0x8000,

    /// <summary>Asked: refuse a path that is no directory.</summary>
    OnlyDirectory = 0x0100_0000,

    /// <summary>Asked: watch a link itself, not what it points at.</summary>
    DoNotFollow = 0x0200_0000,

    /// <summary>Asked: no events of files that were unlinked but are still open.</summary>
    ExcludeUnlinked = 0x0400_0000,

    /// <summary>Told: the name is a directory.</summary>
    IsDirectory = 0x4000_0000,

    /// <summary>Everything that changes names or contents inside a directory.</summary>
    Changes =
        Modify
        | Attributes
        | CloseWrite
        | MovedFrom
        | MovedTo
        | Create
        | Delete
        | DeleteSelf
        | MoveSelf,
}

/// <param name="Name">The name inside the watched directory; empty when the event is about the watched path itself.</param>
internal readonly record struct InotifyEvent(InotifyMask Mask, string Name);
