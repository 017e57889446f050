using System.Text.RegularExpressions;

namespace Forge.EndToEnd.Tests.Machine;

/// <summary>Agents, and whoever names branches and tasks, must not command the terminal of the one who looks.</summary>
public sealed partial class HarmlessTests
{
    // Title of the window, clearing of the screen (in both spellings of CSI), a device string, and letters turned around.
    private const string Evil =
        "\e]0;pwned\a\e[2J\u009b2J\u009d0;pwned\u009c\eP1;2q\e\\\u202eevil\u2066\b";

    [Fact]
    public async Task What_others_wrote_is_shown_harmlessly_on_a_terminal()
    {
        await using var machine = await Machine.NewAsync();
        const string branch = "base-\u009b2J\u202eb";
        (await machine.RunAsync("git", "checkout", "-q", "-b", branch)).Ok();
        var script = $"""
            printf '%s\n' '{Evil}out'; printf '%s\n' '{Evil}err' >&2; echo '{Evil}text' > new.txt; : > 'n{Evil}.txt'
            """;
        var run = await machine.ForgeOnTerminalAsync(
            "run",
            $"evil {Evil} title",
            "--command",
            script.Replace("'", "'\\''"),
            "--follow"
        );
        ShouldBeHarmless(run.Ok().Output, "<U+202E>evil<U+2066>out");
        run.Output.ShouldContain("base-2J<U+202E>b");
        foreach (
            var (arguments, shown) in ((string[], string)[])
                [
                    (["list", "--all"], "<U+202E>evil<U+2066>"),
                    (["view", "evil"], "<U+202E>evil<U+2066>err"),
                    (["view", "evil", "--raw"], "<U+202E>evil<U+2066>out"),
                    (["diff", "evil"], "<U+202E>evil<U+2066>text"),
                    (["diff", "evil", "--stat"], "new.txt"),
                ]
        )
            ShouldBeHarmless((await machine.ForgeOnTerminalAsync(arguments)).Ok().Output, shown);
        // In a pipe the bytes are the agent's own.
        (await machine.ForgeAsync("view", "evil", "--raw"))
            .Ok()
            .Output.ShouldContain(Evil + "out");
    }

    private static void ShouldBeHarmless(string said, string shown)
    {
        // The runtime's own greeting to a terminal is the one sequence that is no paint.
        var text = Paint().Replace(said, "").Replace("\e[?1h\e=", "").Replace("\r\n", "\n");
        text.ShouldContain(shown);
        Commands()
            .Matches(text)
            .Select(one => Regex.Escape(one.Value))
            .ShouldBeEmpty(Regex.Escape(text));
    }

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Paint();

    [GeneratedRegex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Commands();
}
