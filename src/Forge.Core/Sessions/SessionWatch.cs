using Forge.Core.Platform.Linux;
using Forge.Core.Streams;

namespace Forge.Core.Sessions;

/// <summary>Rings when anything in a session's directory changes: output, exit, claim.</summary>
/// <remarks>A killed wrapper writes nothing and so rings nothing: a slow sweep with <see cref="SessionHost.Look"/> finds it.</remarks>
internal sealed class SessionWatch : IDisposable
{
    private const InotifyMask Changes =
        InotifyMask.Modify | InotifyMask.Create | InotifyMask.MovedTo | InotifyMask.CloseWrite;

    private readonly IDisposable _watch;

    public SessionWatch(Inotify inotify, string directory, Action? onChange)
    {
        // Readers write the index into the same directory; ringing for it would make them ring for ever.
        _watch = inotify.Watch(
            directory,
            Changes,
            happened =>
            {
                if (happened.Name.StartsWith("index", StringComparison.Ordinal))
                    return;
                Bell.Ring();
                onChange?.Invoke();
            }
        );
    }

    public Bell Bell { get; } = new();

    public void Dispose() => _watch.Dispose();
}
