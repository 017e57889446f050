using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Forge.Core.Platform.Linux;

/// <summary>
/// The one inotify instance of the whole server. The kernel allows a user 128 instances but a hundred thousand watches,
/// so sessions and diffs share this one.
/// </summary>
/// <remarks>
/// Callbacks run on the watcher's own thread: they must be cheap, must not throw and must not dispose this object.
/// A callback that is already under way may still arrive after its watch was disposed.
/// </remarks>
internal sealed class Inotify : IDisposable
{
    private const uint MaskAdd = 0x2000_0000;
    private const uint Asked = 0x0700_0000;
    private const uint AlwaysTold = 0xF000;

    // Each descriptor's list is replaced, never changed: the thread walks it without holding the lock.
    private readonly Dictionary<int, Subscription[]> _watches = [];
    private readonly Lock _gate = new();
    private readonly int _queue;
    private readonly int _end;
    private readonly Thread _thread;
    private bool _disposed;

    public Inotify()
    {
        _queue = LibC.InotifyInit(LibC.CloseOnExec | LibC.NonBlocking);
        if (_queue < 0)
            throw InotifyLimits.AtStart(Marshal.GetLastPInvokeError());
        _end = LibC.EventDescriptor(0, LibC.CloseOnExec | LibC.NonBlocking);
        if (_end < 0)
        {
            var failure = LibC.Failure("eventfd");
            _ = LibC.Close(_queue);
            throw failure;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = "forge-inotify" };
        _thread.Start();
    }

    /// <summary>How many kernel watches are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _watches.Count;
        }
    }

    /// <summary>Calls <paramref name="onEvent"/> for each event of <paramref name="mask"/> until disposed.</summary>
    /// <exception cref="IOException">The path is gone, or a kernel limit is reached (the text names the setting).</exception>
    public IDisposable Watch(string path, InotifyMask mask, Action<InotifyEvent> onEvent)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // The kernel has one watch per inode. MaskAdd widens it, so that a second watch takes nothing from the first.
            var descriptor = LibC.InotifyAddWatch(_queue, path, (uint)mask | MaskAdd);
            if (descriptor < 0)
                throw InotifyLimits.AtWatch(path, Marshal.GetLastPInvokeError());
            var events = ((uint)mask & ~Asked) | AlwaysTold;
            var subscription = new Subscription(this, descriptor, events, onEvent);
            _watches[descriptor] = [.. _watches.GetValueOrDefault(descriptor, []), subscription];
            return subscription;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        Span<byte> one = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(one, 1);
        _ = LibC.Write(_end, one, 8);
        _thread.Join();
        lock (_gate)
        {
            _watches.Clear();
            _ = LibC.Close(_queue);
            _ = LibC.Close(_end);
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (_disposed || !_watches.TryGetValue(subscription.Descriptor, out var list))
                return;
            var left = Array.FindAll(list, each => each != subscription);
            if (left.Length > 0)
            {
                _watches[subscription.Descriptor] = left;
                return;
            }
            _watches.Remove(subscription.Descriptor);
            _ = LibC.InotifyRemoveWatch(_queue, subscription.Descriptor);
        }
    }

    private void Run()
    {
        var entries = new LibC.PollEntry[]
        {
            new() { Descriptor = _queue, Events = LibC.PollIn },
            new() { Descriptor = _end, Events = LibC.PollIn },
        };
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var ready = LibC.Poll(entries, 2, -1);
            if (ready < 0 && Marshal.GetLastPInvokeError() != LibC.Interrupted)
                throw LibC.Failure("poll of the inotify instance");
            if (ready <= 0)
                continue;
            if (entries[1].Returned != 0)
                return;
            var length = (int)LibC.Read(_queue, buffer, (nuint)buffer.Length);
            if (length > 0)
                Tell(buffer.AsSpan(0, length));
        }
    }

    /// <summary>The kernel's layout: watch, mask, cookie, length of the name, name padded with NUL.</summary>
    private void Tell(ReadOnlySpan<byte> events)
    {
        while (events.Length >= 16)
        {
            var descriptor = BinaryPrimitives.ReadInt32LittleEndian(events);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(events[12..]);
            var name = events.Slice(16, length).TrimEnd((byte)0);
            Tell(descriptor, mask, name.IsEmpty ? "" : Encoding.UTF8.GetString(name));
            events = events[(16 + length)..];
        }
    }

    private void Tell(int descriptor, uint mask, string name)
    {
        foreach (var subscription in Concerned(descriptor, (InotifyMask)mask))
        {
            if ((subscription.Events & mask) != 0)
                subscription.Tell(new InotifyEvent((InotifyMask)mask, name));
        }
    }

    private Subscription[] Concerned(int descriptor, InotifyMask mask)
    {
        lock (_gate)
        {
            if (mask.HasFlag(InotifyMask.QueueOverflow))
                return [.. _watches.Values.SelectMany(list => list)];
            var list = _watches.GetValueOrDefault(descriptor, []);
            if (mask.HasFlag(InotifyMask.Ignored))
                _watches.Remove(descriptor);
            return list;
        }
    }

    private sealed class Subscription(
        Inotify owner,
        int descriptor,
        uint events,
        Action<InotifyEvent> onEvent
    ) : IDisposable
    {
        private int _disposed;

        public int Descriptor => descriptor;
        public uint Events => events;

        public void Tell(InotifyEvent happened)
        {
            if (Volatile.Read(ref _disposed) == 0)
                onEvent(happened);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                owner.Remove(this);
        }
    }
}
