namespace Forge.Core.Diffs;

/// <summary>Something happened in a watched directory.</summary>
/// <param name="Name">Of the entry in it; empty for the directory itself.</param>
/// <param name="IsLost">Events were lost; anything may have changed.</param>
internal readonly record struct DirectoryEvent(string Name, bool IsLost);

/// <summary>Rings for the entries of one directory, not of those below it, until disposed. Never follows a link.</summary>
/// <exception cref="IOException">The directory is gone, or the system has no watches left.</exception>
internal delegate IDisposable WatchDirectory(string directory, Action<DirectoryEvent> onEvent);
