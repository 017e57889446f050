namespace Forge.Core.Platform.Linux;

/// <summary>
/// Tells when a process ends that need not be a child of ours, by one thread that sleeps in the kernel until then. A
/// process that is watched costs a descriptor and no time.
/// </summary>
internal static class ProcessExits
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, Subscription> Watched = [];

    // Only the thread closes: a descriptor that is closed under it could be another file by the time it looks.
    private static readonly List<int> Left = [];
    private static int _wake = -1;

    /// <summary>Calls <paramref name="onExit"/> once, on the watcher's thread, when the process has ended; it must be cheap.</summary>
    /// <returns>Null when it ended already, or when the kernel (before 5.3) or a limit does not allow it.</returns>
    public static IDisposable? Watch(ProcessIdentity process, Action onExit)
    {
        var descriptor = (int)LibC.OpenProcess(LibC.OpenProcessCall, process.Pid, 0);
        if (descriptor < 0)
            return null;
        // The pid may have gone to another process before it was opened.
        if (!ProcessTable.IsAlive(process) || !Begin())
        {
            _ = LibC.Close(descriptor);
            return null;
        }
        var subscription = new Subscription(descriptor, onExit);
        lock (Gate)
            Watched[descriptor] = subscription;
        Wake();
        return subscription;
    }

    private static bool Begin()
    {
        lock (Gate)
        {
            if (_wake >= 0)
                return true;
            _wake = LibC.EventDescriptor(0, LibC.CloseOnExec | LibC.NonBlocking);
            if (_wake < 0)
                return false;
            new Thread(Run) { IsBackground = true, Name = "forge-exits" }.Start();
            return true;
        }
    }

    private static void Wake() => _ = LibC.Write(_wake, [1, 0, 0, 0, 0, 0, 0, 0], 8);

    private static void Run()
    {
        Span<byte> rung = stackalloc byte[8];
        while (true)
        {
            var entries = Entries();
            if (LibC.Poll(entries, (nuint)entries.Length, -1) <= 0)
                continue;
            _ = LibC.Read(_wake, rung, 8);
            foreach (var entry in entries.AsSpan(1))
                if (entry.Returned != 0)
                    Tell(entry.Descriptor);
        }
    }

    private static LibC.PollEntry[] Entries()
    {
        lock (Gate)
        {
            Left.ForEach(descriptor => _ = LibC.Close(descriptor));
            Left.Clear();
            return
            [
                .. Watched
                    .Keys.Prepend(_wake)
                    .Select(each => new LibC.PollEntry { Descriptor = each, Events = LibC.PollIn }),
            ];
        }
    }

    private static void Tell(int descriptor)
    {
        Subscription? ended;
        lock (Gate)
            if (Watched.Remove(descriptor, out ended))
                Left.Add(descriptor);
        ended?.OnExit();
    }

    private sealed class Subscription(int descriptor, Action onExit) : IDisposable
    {
        public Action OnExit => onExit;

        public void Dispose()
        {
            lock (Gate)
            {
                // Once it was told, its descriptor is closed and may be another's.
                if (Watched.GetValueOrDefault(descriptor) != this)
                    return;
                Watched.Remove(descriptor);
                Left.Add(descriptor);
            }
            Wake();
        }
    }
}
