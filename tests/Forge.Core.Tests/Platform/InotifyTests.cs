using System.Collections.Concurrent;
using Forge.Core.Platform.Linux;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Platform;

public sealed class InotifyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("forge-inotify-").FullName;
    private readonly Inotify _inotify = new();
    private readonly ConcurrentQueue<InotifyEvent> _heard = new();

    public void Dispose()
    {
        _inotify.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task It_tells_what_happened_to_which_name()
    {
        using var watch = _inotify.Watch(_root, InotifyMask.Changes, _heard.Enqueue);
        File.WriteAllText(In("fünf"), "x");
        Directory.CreateDirectory(In("sub"));
        File.Delete(In("fünf"));
        await HeardAsync(InotifyMask.Delete, "fünf");
        _heard.ShouldContain(each => each.Mask == InotifyMask.Create && each.Name == "fünf");
        _heard.ShouldContain(each => each.Mask == InotifyMask.Modify && each.Name == "fünf");
        _heard.ShouldContain(each =>
            each.Mask == (InotifyMask.Create | InotifyMask.IsDirectory) && each.Name == "sub"
        );
    }

    [Fact]
    public async Task Two_watches_of_one_directory_share_the_kernels_and_each_hears_what_it_asked_for()
    {
        var made = new ConcurrentQueue<InotifyEvent>();
        using var wide = _inotify.Watch(
            _root,
            InotifyMask.Create | InotifyMask.Delete,
            _heard.Enqueue
        );
        var narrow = _inotify.Watch(
            _root,
            InotifyMask.Create | InotifyMask.OnlyDirectory,
            made.Enqueue
        );
        _inotify.Count.ShouldBe(1);
        File.WriteAllText(In("a"), "");
        File.Delete(In("a"));
        await HeardAsync(InotifyMask.Delete, "a");
        made.ShouldHaveSingleItem().Mask.ShouldBe(InotifyMask.Create);
        narrow.Dispose();
        narrow.Dispose();
        _inotify.Count.ShouldBe(1);
        File.WriteAllText(In("b"), "");
        await HeardAsync(InotifyMask.Create, "b");
        made.Count.ShouldBe(1);
        wide.Dispose();
        _inotify.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_directory_that_goes_takes_its_watch_along_and_can_be_watched_anew()
    {
        var path = In("gone");
        Directory.CreateDirectory(path);
        using var first = _inotify.Watch(path, InotifyMask.Changes, _heard.Enqueue);
        Directory.Delete(path);
        await HeardAsync(InotifyMask.Ignored, "");
        await SessionsWait.UntilAsync(() => _inotify.Count == 0);
        Directory.CreateDirectory(path);
        using var second = _inotify.Watch(path, InotifyMask.Changes, _heard.Enqueue);
        first.Dispose();
        _inotify.Count.ShouldBe(1);
        File.WriteAllText(Path.Combine(path, "new"), "");
        await HeardAsync(InotifyMask.Create, "new");
    }

    [Fact]
    public async Task A_queue_that_overflows_is_told_to_every_watch()
    {
        var quiet = In("quiet");
        Directory.CreateDirectory(quiet);
        var elsewhere = new ConcurrentQueue<InotifyEvent>();
        using var hold = new ManualResetEventSlim();
        using var other = _inotify.Watch(quiet, InotifyMask.Create, elsewhere.Enqueue);
        using var watch = _inotify.Watch(
            _root,
            InotifyMask.Create | InotifyMask.Delete,
            _ => hold.Wait()
        );
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"));
        for (var n = 0; n < most / 2 + 3000; n++)
        {
            File.Create(In("x")).Dispose();
            File.Delete(In("x"));
        }
        hold.Set();
        await SessionsWait.UntilAsync(() => !elsewhere.IsEmpty);
        elsewhere.ShouldContain(new InotifyEvent(InotifyMask.QueueOverflow, ""));
    }

    [Fact]
    public void A_thousand_directories_need_one_instance()
    {
        var watches = Enumerable
            .Range(0, 1000)
            .Select(n => Directory.CreateDirectory(In($"{n}")).FullName)
            .Select(path => _inotify.Watch(path, InotifyMask.Changes, _heard.Enqueue))
            .ToList();
        _inotify.Count.ShouldBe(1000);
        Instances().ShouldBeLessThan(20);
        watches.ForEach(watch => watch.Dispose());
        _inotify.Count.ShouldBe(0);
    }

    [Fact]
    public void What_cannot_be_watched_is_said_in_words()
    {
        Should.Throw<DirectoryNotFoundException>(() =>
            _inotify.Watch(In("no"), InotifyMask.Create, _heard.Enqueue)
        );
        File.WriteAllText(In("file"), "");
        Should.Throw<DirectoryNotFoundException>(() =>
            _inotify.Watch(
                In("file"),
                InotifyMask.Create | InotifyMask.OnlyDirectory,
                _heard.Enqueue
            )
        );
        // The limits themselves belong to the whole machine; a test must not use them up.
        InotifyLimits
            .AtWatch("/x", LibC.NoSpace)
            .Message.ShouldContain("fs.inotify.max_user_watches");
        InotifyLimits
            .AtStart(LibC.TooManyFiles)
            .Message.ShouldContain("fs.inotify.max_user_instances");
    }

    [Fact]
    public void After_its_end_it_holds_no_descriptor_and_refuses()
    {
        var another = new Inotify();
        using var watch = another.Watch(_root, InotifyMask.Create, _heard.Enqueue);
        another.Dispose();
        another.Dispose();
        another.Count.ShouldBe(0);
        Should.Throw<ObjectDisposedException>(() =>
            another.Watch(_root, InotifyMask.Create, _heard.Enqueue)
        );
    }

    private static int Instances() =>
        Directory
            .GetFiles("/proc/self/fd")
            .Count(fd => new FileInfo(fd).LinkTarget == "anon_inode:inotify");

    private string In(string name) => Path.Combine(_root, name);

    private Task HeardAsync(InotifyMask mask, string name) =>
        SessionsWait.UntilAsync(
            () => _heard.Any(each => each.Mask.HasFlag(mask) && each.Name == name),
            $"heard {mask} of '{name}'"
        );
}
