#pragma warning disable CA1416 // Forge runs on Unix.
using Forge.Core.Platform;
using static Forge.Core.Tests.Support.GitSandbox;

namespace Forge.Core.Tests.Platform;

public sealed class TreesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("forge-trees-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Names_that_are_no_text_and_directories_without_rights_go_and_links_are_not_followed()
    {
        var tree = Directory.CreateDirectory(Path.Join(_root, "tree", "locked", "deep")).FullName;
        await ShellAsync("printf x >\"$(printf 'a\\377b')\"; mkdir \"$(printf 'd\\377')\"", tree);
        var outside = Path.Join(_root, "outside.txt");
        await File.WriteAllTextAsync(outside, "mine");
        File.CreateSymbolicLink(Path.Join(tree, "link"), outside);
        Directory.CreateSymbolicLink(Path.Join(tree, "above"), _root);
        File.SetUnixFileMode(Path.GetDirectoryName(tree)!, UnixFileMode.UserRead);

        await Trees.DeleteAsync(Path.Join(_root, "tree"), Deadline);

        Directory.Exists(Path.Join(_root, "tree")).ShouldBeFalse();
        (await File.ReadAllTextAsync(outside)).ShouldBe("mine");
        await Trees.DeleteAsync(Path.Join(_root, "tree"), Deadline);
    }

    private static async Task ShellAsync(string text, string directory)
    {
        var command = new Command("sh", ["-ec", text]) { Directory = directory };
        var result = await command.RunAsync(Deadline);
        result.Ok.ShouldBeTrue(result.Error);
    }
}
