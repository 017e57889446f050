using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class TextTableTests
{
    private static Terminal Window(int width) =>
        new(TextWriter.Null, TextWriter.Null, true, false, () => width);

    private static TextTable Runs(params string[] titles)
    {
        var table = new TextTable(
            "ID",
            new Column("TASK", 8),
            new Column("BRANCH", 12, IsOptional: true)
        );
        foreach (var title in titles)
            table.Add("3f2a91c0", title, "forge/3f2a-" + title);
        return table;
    }

    [Fact]
    public void A_table_with_room_shows_all_of_it() =>
        Runs("Fix it")
            .Render(Window(80))
            .ShouldBe(
                """
                ╭──────────┬────────┬───────────────────╮
                │ ID       │ TASK   │ BRANCH            │
                ├──────────┼────────┼───────────────────┤
                │ 3f2a91c0 │ Fix it │ forge/3f2a-Fix it │
                ╰──────────┴────────┴───────────────────╯
                """
            );

    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(200)]
    public void A_table_is_never_wider_than_its_window_and_never_cuts_an_id(int width)
    {
        var lines = Runs(
                "Make the login test pass on every machine",
                "日本語のタイトル 😀 です",
                "x"
            )
            .Render(Window(width))
            .Split('\n');
        lines
            .Select(TextWidth.Of)
            .Distinct()
            .ShouldHaveSingleItem()
            .ShouldBeLessThanOrEqualTo(width);
        lines.Count(line => line.Contains(" 3f2a91c0 ")).ShouldBe(3);
        lines.Length.ShouldBe(7);
    }

    [Fact]
    public void Names_that_would_command_the_terminal_are_shown_harmlessly()
    {
        var table = Runs("a\e[2J\u009bb\u202e\nc");
        table.Render(Window(120)).ShouldContain("│ ab<U+202E> c │ forge/3f2a-ab<U+202E> c │");
    }

    [Fact]
    public void What_is_optional_goes_before_the_rest_is_cut_too_short()
    {
        var narrow = Runs("Make the login test pass").Render(Window(34));
        narrow.ShouldNotContain("BRANCH");
        narrow.ShouldContain("Make the login tes… │");
    }

    [Fact]
    public void A_filling_column_takes_the_room_that_is_left()
    {
        var table = new TextTable("ID", new Column("LAST LINE", 8, Fills: true));
        table.Add("1", "short");
        TextWidth.Of(table.Render(Window(50)).Split('\n')[0]).ShouldBe(50);
    }

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("日本", 4)]
    [InlineData("😀", 2)]
    [InlineData("e\u0301", 1)]
    public void A_text_is_as_wide_as_a_terminal_shows_it(string text, int columns) =>
        TextWidth.Of(text).ShouldBe(columns);

    [Fact]
    public void A_cut_never_parts_the_halves_of_a_letter() =>
        TextWidth.Cut("ab😀cd", 4).ShouldBe("ab…");
}
