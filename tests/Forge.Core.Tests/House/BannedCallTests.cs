namespace Forge.Core.Tests.House;

public sealed class BannedCallTests
{
    [Fact]
    public void Only_the_places_that_may_do_it() =>
        BannedCalls.Wrong(SourceTree.Sources).ShouldBeEmpty();

    [Fact]
    public void Every_loop_top_is_still_there()
    {
        foreach (var (path, count) in BannedCalls.LoopTops)
        {
            var file = SourceTree.Read(path) with { Path = "src/Forge.Core/Elsewhere.cs" };
            BannedCalls
                .Wrong([file])
                .Count(w => w.Contains("catches everything", StringComparison.Ordinal))
                .ShouldBe(count, path);
        }
    }

    [Theory]
    [InlineData("class A { void M() { Process.Start(\"ls\"); } }", "starts a process")]
    [InlineData("class A { object M() => new System.Diagnostics.Process(); }", "starts a process")]
    [InlineData("class A { Process _p = new(); }", "starts a process")]
    [InlineData("class A { void M() => Console.WriteLine(); }", "terminal")]
    [InlineData("class A { void M() => System.Console.Error.Write(1); }", "terminal")]
    [InlineData("class A { void M() { try { } catch (Exception e) { } } }", "everything")]
    [InlineData("class A { void M() { try { } catch (System.Exception) { } } }", "everything")]
    [InlineData("class A { void M() { try { } catch { } } }", "everything")]
    [InlineData(
        "class A { void M() { try { } catch (Exception e) when (_on) { } } }",
        "everything"
    )]
    [InlineData(
        "class A { void M() { try { } catch (Exception e) when (e is not B) { } } }",
        "everything"
    )]
    [InlineData("class A { async void M() { } }", "async void")]
    [InlineData("class A { void M() { async void L() { } } }", "async void")]
    [InlineData("class A { Task M(CancellationToken ct, int a) => null; }", "token")]
    [InlineData("class A { Task M(CancellationToken ct = default) => null; }", "token")]
    public void What_is_banned_is_found(string text, string complaint) =>
        Wrong("src/Forge.Core/Git/A.cs", text).ShouldHaveSingleItem().ShouldContain(complaint);

    [Theory]
    [InlineData("class A { bool M() => File.Exists(\"x\"); }")]
    [InlineData("class A { bool M() => System.IO.Directory.Exists(\"x\"); }")]
    [InlineData("class A { object M() => new FileInfo(\"x\"); }")]
    public void Planning_touches_the_disk_in_one_folder_only(string text)
    {
        Wrong("src/Forge.Planning/Reading/A.cs", text)
            .ShouldHaveSingleItem()
            .ShouldContain("touches the disk");
        Wrong("src/Forge.Planning/Folders/A.cs", text).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "src/Forge.Core/Git/A.cs",
        "class A { void M() { try { } catch (Exception e) when (e is B or C) { } } }"
    )]
    [InlineData(
        "src/Forge.Core/Git/A.cs",
        "class A { void M() { try { } catch (IOException) { } } }"
    )]
    [InlineData(
        "src/Forge.Core/Git/A.cs",
        "class A { Task M(int a, CancellationToken ct, params int[] b) => null; }"
    )]
    [InlineData(
        "src/Forge.Core/Platform/Command.cs",
        "class A { void M() { Process.Start(\"ls\"); } }"
    )]
    [InlineData("src/Forge.Cli/A.cs", "class A { void M() => Console.WriteLine(); }")]
    public void What_may_be_done_is_left_alone(string path, string text) =>
        Wrong(path, text).ShouldBeEmpty();

    private static List<string> Wrong(string path, string text) =>
        [.. BannedCalls.Wrong([new SourceFile(path, text)])];
}
