using Forge.Core.Git;
using Forge.Core.Platform;

namespace Forge.Core.Tests.Git;

public sealed class GitToItsEndTests
{
    [Fact]
    public async Task What_it_says_and_how_it_ends_is_as_without()
    {
        var command = new Command(
            "sh",
            ["-c", "printf 'said \"$1\"'; echo complained >&2; exit 3", "sh", "a b"]
        );
        var result = await GitToItsEnd.RunAsync(command);
        (result.ExitCode, result.Output, result.Error).ShouldBe((3, "said \"$1\"", "complained\n"));
    }

    [Fact]
    public async Task It_gets_its_input()
    {
        var command = new Command("cat", []) { Input = "in"u8.ToArray() };
        (await GitToItsEnd.RunAsync(command)).Output.ShouldBe("in");
    }

    [Fact]
    public async Task A_program_that_is_missing_says_so()
    {
        var result = await GitToItsEnd.RunAsync(new Command("no-such-git", []));
        result.ExitCode.ShouldBe(127);
        result.Error.ShouldContain("no-such-git");
    }

    [Fact]
    public async Task Nobody_reads_what_it_says_through_a_pipe_that_could_break()
    {
        var command = new Command("readlink", ["/proc/self/fd/1", "/proc/self/fd/2"]);
        (await GitToItsEnd.RunAsync(command)).Output.ShouldNotContain("pipe:");
    }
}
