using Forge.Api;
using Forge.Cli.Commands.Server;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class GcTextTests
{
    private static GcItem Item(string what, string why, string action, long bytes) =>
        new()
        {
            What = what,
            Why = why,
            Action = action,
            Bytes = bytes,
            Path = "/x",
        };

    [Fact]
    public void What_goes_is_named_and_what_stays_is_counted_by_its_reason()
    {
        var report = new GcReport
        {
            Applied = false,
            Bytes = 10,
            Items =
            [
                Item("snapshot of 'a'", "not merged", "keep", 0),
                Item("worktree of 'b'", "merged", "remove", 10),
                Item("snapshot of 'c'", "not merged", "keep", 0),
                Item("log of 'd'", "not finished", "keep", 2048),
            ],
        };
        GcText
            .Table(report)
            .Render(CliSupport.Pipe().Terminal)
            .ShouldBe(
                """
                ACTION  SIZE  WHAT             WHY
                remove  10 B  worktree of 'b'  merged
                keep    2 KB  log of 'd'       not finished
                keep    0 B   2 snapshots      not merged
                """
            );
    }
}
