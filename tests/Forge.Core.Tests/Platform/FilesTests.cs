#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Platform;
using Forge.Core.Platform.Linux;
using Forge.Core.Tests.Support;

namespace Forge.Core.Tests.Platform;

public sealed class FilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("forge-files-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_private_directory_is_for_the_user_alone_also_when_it_was_wider()
    {
        var old = Directory.CreateDirectory(In("old")).FullName;
        File.SetUnixFileMode(old, (UnixFileMode)0b111_111_111);
        foreach (var path in new[] { old, In("new/deep") })
        {
            Files.CreatePrivateDirectory(path);
            File.GetUnixFileMode(path).ShouldBe(Files.PrivateDirectory);
        }
        File.GetUnixFileMode(In("new")).ShouldBe(Files.PrivateDirectory);
    }

    [Fact]
    public async Task A_durable_write_is_seen_whole_or_not_at_all()
    {
        var path = In("file");
        Files.WriteDurably(path, new byte[100_000]);
        File.GetUnixFileMode(path).ShouldBe(Files.Private);
        var writing = Task.Run(() =>
        {
            for (var n = 0; n < 50; n++)
                Files.WriteDurably(path, Enumerable.Repeat((byte)n, 100_000).ToArray());
        });
        while (!writing.IsCompleted)
        {
            var bytes = await File.ReadAllBytesAsync(path);
            bytes.Length.ShouldBe(100_000);
            bytes.ShouldAllBe(each => each == bytes[0]);
        }
        await writing.InTimeAsync();
        Directory.GetFileSystemEntries(_root).ShouldBe([path]);
    }

    [Fact]
    public async Task Of_many_who_make_a_directory_one_wins()
    {
        var path = In("claim");
        var tries = Enumerable
            .Range(0, 32)
            .Select(_ => Task.Run(() => Files.TryCreateDirectory(path)));
        (await Task.WhenAll(tries)).Count(won => won).ShouldBe(1);
        Should.Throw<IOException>(() => Files.TryCreateDirectory(In("no/parent")));
    }

    [Fact]
    public void What_is_not_there_has_no_length_and_no_text()
    {
        Files.LengthOf(In("no")).ShouldBe(0);
        Files.TryReadText(In("no")).ShouldBeNull();
        Files.TryReadText(In("no/deeper")).ShouldBeNull();
        Should.Throw<IOException>(() => Files.Sync(In("no")));
    }

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a/../b", "b")]
    [InlineData("./a//b/", "a/b")]
    [InlineData("", "")]
    [InlineData("inner/new", "inner/new")]
    [InlineData("chain/file", "chain/file")]
    [InlineData("roundabout", "roundabout")]
    [InlineData("..", null)]
    [InlineData("a/../../x", null)]
    [InlineData("../root-evil", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("outer", null)]
    [InlineData("outer/x", null)]
    [InlineData("outer-chain/x", null)]
    [InlineData("loop/x", null)]
    [InlineData("a\0b", null)]
    public void A_path_stays_inside_its_root_also_through_links(string relative, string? expected)
    {
        var root = Directory.CreateDirectory(In("root")).FullName;
        Directory.CreateDirectory(In("root-evil"));
        Directory.CreateDirectory(In("root/a"));
        File.CreateSymbolicLink(In("root/inner"), "a");
        File.CreateSymbolicLink(In("root/chain"), "inner");
        File.CreateSymbolicLink(In("root/roundabout"), "../root/a");
        File.CreateSymbolicLink(In("root/outer"), In("root-evil"));
        File.CreateSymbolicLink(In("root/outer-chain"), "outer");
        File.CreateSymbolicLink(In("root/loop"), "loop");
        var full = expected is null
            ? null
            : Path.TrimEndingDirectorySeparator(Path.Combine(root, expected));
        PathsInside.Resolve(root, relative).ShouldBe(full);
        // Reached through a link, the root is still the root.
        File.CreateSymbolicLink(In("alias"), root);
        var alias = In("alias");
        var aliased = expected is null
            ? null
            : Path.TrimEndingDirectorySeparator(Path.Combine(alias, expected));
        PathsInside.Resolve(alias, relative).ShouldBe(aliased);
    }

    [Fact]
    public void A_program_is_an_executable_file_on_the_path()
    {
        Directory.CreateDirectory(In("1/tool"));
        Directory.CreateDirectory(In("2"));
        Directory.CreateDirectory(In("3"));
        File.WriteAllText(In("2/tool"), "no right to run");
        File.SetUnixFileMode(In("2/tool"), Files.Private);
        File.WriteAllText(In("3/tool"), "");
        File.SetUnixFileMode(In("3/tool"), Files.PrivateDirectory);
        var path = $"::relative:{In("none")}:{In("1")}:{In("2")}:{In("3")}";
        Programs.Find("tool", path).ShouldBe(In("3/tool"));
        Programs.Find(In("3/tool"), "").ShouldBe(In("3/tool"));
        Programs.Find(In("2/tool"), path).ShouldBeNull();
        Programs.Find("nothing", path).ShouldBeNull();
        Programs.Find("", path).ShouldBeNull();
        Programs.Find("sh").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_ring_without_a_bell_or_without_a_listener_returns_at_once()
    {
        Fifo.Ring(In("bell")).ShouldBeFalse();
        File.Exists(In("bell")).ShouldBeFalse();
        (
            await new Command("mkfifo", [In("bell")]).RunAsync(CancellationToken.None)
        ).Ok.ShouldBeTrue();
        await Task.Run(() => Fifo.Ring(In("bell")).ShouldBeTrue()).InTimeAsync();
    }

    private string In(string name) => Path.Combine(_root, name);
}
