using Forge.Cli.Machine;

namespace Forge.EndToEnd.Tests.Cli;

/// <summary>The real launcher, over a tree of its own and a <c>dotnet</c> that only writes down what it was asked.</summary>
public sealed class LauncherTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("forge-launch-").FullName;
    private readonly string _bin;
    private string Calls => File.Exists(In("calls")) ? File.ReadAllText(In("calls")) : "";

    public LauncherTests()
    {
        _bin = Directory.CreateDirectory(In("bin")).FullName;
        foreach (var folder in new[] { "tree/src/Forge.Cli", "tree/samples" })
            Directory.CreateDirectory(In(folder));
        foreach (
            var file in new[]
            {
                "Directory.Build.props",
                "Directory.Packages.props",
                "global.json",
                "src/Forge.Cli/Program.cs",
            }
        )
            File.WriteAllText(In("tree/" + file), "");
        File.Copy(Launcher(), In("tree/forge"));
        Program("git", "exit 0");
        Program(
            "dotnet",
            $$"""
            case $1 in
            --list-sdks) echo "10.0.100 [/x]" ;;
            publish)
                echo "publish $2" >>{{In("calls")}}
                [ ! -e {{In("broken")}} ] || { echo "x.cs(1,1): error CS1: no"; exit 1; }
                while [ $# -gt 0 ]; do [ "$1" != --output ] || mkdir -p "$2"; shift; done ;;
            *) echo "run $*" >>{{In("calls")}}; echo "ran as $FORGE_AS" ;;
            esac
            """
        );
        Age();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task It_builds_once_and_then_only_runs()
    {
        (await LaunchAsync(In("tree/forge"), "list", "a b")).ExitCode.ShouldBe(0);
        var built = Calls;
        built.ShouldContain("publish " + In("tree/src/Forge.Server"));
        built.ShouldContain("publish " + In("tree/src/Forge.Cli"));
        built.ShouldContain("Forge.Cli.dll list a b");
        await LaunchAsync(In("tree/forge"), "list");
        Calls[built.Length..].ShouldStartWith("run ");
    }

    [Theory]
    [InlineData("src/Forge.Cli/Program.cs")]
    [InlineData("Directory.Packages.props")]
    [InlineData("samples/new-file")]
    public async Task It_builds_again_when_a_source_changed(string file)
    {
        await LaunchAsync(In("tree/forge"));
        var before = Directory.GetDirectories(In("tree/.build"), "app-*").Single();
        File.WriteAllText(In("tree/" + file), "changed");
        File.Delete(In("calls"));
        await LaunchAsync(In("tree/forge"));
        Calls.ShouldStartWith("publish ");
        Directory.GetDirectories(In("tree/.build"), "app-*").Single().ShouldNotBe(before);
    }

    [Fact]
    public async Task What_a_build_leaves_beside_the_sources_is_no_change()
    {
        await LaunchAsync(In("tree/forge"));
        File.Delete(In("calls"));
        Directory.CreateDirectory(In("tree/.build/artifacts"));
        File.WriteAllText(In("tree/.build/artifacts/x.dll"), "");
        await LaunchAsync(In("tree/forge"));
        Calls.ShouldStartWith("run ");
    }

    [Fact]
    public async Task It_is_found_through_links_from_anywhere()
    {
        Directory.CreateDirectory(In("links"));
        File.CreateSymbolicLink(In("links/one"), "../tree/forge");
        File.CreateSymbolicLink(In("links/two"), "one");
        (await LaunchAsync(In("links/two"))).ExitCode.ShouldBe(0);
        Calls.ShouldContain(In("tree/.build/app-"));
    }

    [Fact]
    public async Task A_failed_build_shows_its_errors_and_leaves_nothing_half_done()
    {
        File.WriteAllText(In("broken"), "");
        var result = await LaunchAsync(In("tree/forge"));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("x.cs(1,1): error CS1: no");
        File.Exists(In("tree/.build/stamp")).ShouldBeFalse();
        File.Delete(In("broken"));
        (await LaunchAsync(In("tree/forge"))).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Two_at_once_build_once()
    {
        await Task.WhenAll(LaunchAsync(In("tree/forge")), LaunchAsync(In("tree/forge")));
        Calls.Split('\n').Count(line => line.StartsWith("publish ")).ShouldBe(2);
        Calls.Split('\n').Count(line => line.StartsWith("run ")).ShouldBe(2);
    }

    [Fact]
    public async Task A_machine_without_git_is_told_what_to_type()
    {
        File.Delete(Path.Combine(_bin, "git"));
        foreach (var tool in new[] { "sh", "env", "dirname", "readlink", "find" })
            File.CreateSymbolicLink(
                Path.Combine(_bin, tool),
                Programs.Find(tool, "/usr/bin:/bin")!
            );
        var result = await LaunchAsync(In("tree/forge"), _bin, []);
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("sudo apt install git");
    }

    [Fact]
    public async Task Hints_name_it_as_it_was_called()
    {
        (await LaunchAsync(In("tree/forge"))).Output.ShouldContain($"ran as {In("tree/forge")}");
        File.CreateSymbolicLink(Path.Combine(_bin, "forge"), In("tree/forge"));
        (await LaunchAsync(Path.Combine(_bin, "forge"))).Output.ShouldContain("ran as forge\n");
    }

    private string In(string path) => Path.Combine(_root, path);

    private static string Launcher()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Forge.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "forge");
    }

    private void Program(string name, string script)
    {
        var file = Path.Combine(_bin, name);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    /// <summary>Sources are older than any build: the file system's clock is coarser than a test.</summary>
    private void Age()
    {
        var old = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (
            var file in Directory.EnumerateFileSystemEntries(
                In("tree"),
                "*",
                SearchOption.AllDirectories
            )
        )
            if (Directory.Exists(file))
                Directory.SetLastWriteTimeUtc(file, old);
            else
                File.SetLastWriteTimeUtc(file, old);
    }

    private Task<ProgramResult> LaunchAsync(string launcher, params string[] arguments) =>
        LaunchAsync(launcher, $"{_bin}:/usr/bin:/bin", arguments);

    private Task<ProgramResult> LaunchAsync(string launcher, string path, string[] arguments) =>
        Children.RunAsync(
            "/usr/bin/env",
            [$"PATH={path}", "/bin/sh", launcher, .. arguments],
            _root,
            TimeSpan.FromSeconds(30),
            default
        );
}
