using Forge.Api;
using Forge.Cli;
using Forge.Cli.Attempts;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class WordsTests
{
    [Theory]
    [InlineData(3, "3s")]
    [InlineData(119, "1m")]
    [InlineData(3600 * 30, "30h")]
    [InlineData(3600 * 24 * 3, "3d")]
    [InlineData(-1, "0s")]
    public void An_age_is_short(int seconds, string text) =>
        Words.Age(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData("a\e[2Jb\e[31mc", "abc", "ab\e[31mc")]
    [InlineData("a\e]0;title\ab\e]8;;http://x\e\\c", "abc", "abc")]
    [InlineData("a\u009b2Jb\u009d0;t\u009cc\u0085", "a2Jb0;tc", "a2Jb0;tc")]
    [InlineData(
        "a\u202eb\u2066c\u200dd",
        "a<U+202E>b<U+2066>c\u200dd",
        "a<U+202E>b<U+2066>c\u200dd"
    )]
    [InlineData("\e[1;31m\e[?25lm\e[3Am\e", "mm", "\e[1;31mmm")]
    [InlineData("a\r\0\b\u007fb\tc\n", "ab\tc\n", "ab\tc\n")]
    public void Text_of_others_cannot_command_a_terminal(string text, string bare, string painted)
    {
        Words.Harmless(text).ShouldBe(bare);
        Words.Harmless(text, keepsColours: true).ShouldBe(painted);
    }

    [Fact]
    public void A_long_line_is_cut_with_a_sign() =>
        Words.OneLine("one  two\nthree", 9).ShouldBe("one two…");

    [Fact]
    public void A_short_prompt_is_the_title() =>
        Prompts.Split(" fix it \n", null).ShouldBe(("fix it", null));

    [Fact]
    public void The_first_line_is_the_title_and_the_rest_the_description() =>
        Prompts.Split("fix it\n\nby hand\nsoon", null).ShouldBe(("fix it", "by hand\nsoon"));

    [Fact]
    public void A_first_line_too_long_for_a_title_is_shortened_above_the_whole()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("word", 60));
        var (title, description) = Prompts.Split(prompt, null);
        title.Length.ShouldBeLessThanOrEqualTo(100);
        title.ShouldEndWith("word…");
        description.ShouldBe(prompt);
    }

    [Fact]
    public void An_empty_prompt_is_a_wrong_command_line() =>
        Should
            .Throw<CommandFailed>(() => Prompts.Split("  ", null))
            .ExitCode.ShouldBe(ExitCodes.Usage);

    [Theory]
    [InlineData("claude", null, "CLAUDE_CODE")]
    [InlineData("claude-code", null, "CLAUDE_CODE")]
    [InlineData("Codex", null, "CODEX")]
    [InlineData("shell", "make", "SHELL")]
    [InlineData(null, "make", "SHELL")]
    public void Agents_have_short_names(string? agent, string? command, string executor) =>
        Executors.Profile(agent, null, null, command)!.Executor.ShouldBe(executor);

    [Fact]
    public void Without_agent_and_command_the_settings_decide() =>
        Executors.Profile(null, "plan", null, null).ShouldBeNull();

    [Fact]
    public void A_command_line_is_for_the_shell_alone() =>
        Should
            .Throw<CommandFailed>(() => Executors.Profile("claude", null, null, "make"))
            .Message.ShouldContain("--command");

    [Theory]
    [InlineData(WorkTaskStatus.InProgress, ProcessStatus.Running, "running")]
    [InlineData(WorkTaskStatus.InProgress, ProcessStatus.Completed, "running")]
    [InlineData(WorkTaskStatus.InReview, ProcessStatus.Completed, "review")]
    [InlineData(WorkTaskStatus.InReview, ProcessStatus.Failed, "failed")]
    [InlineData(WorkTaskStatus.InReview, ProcessStatus.Killed, "stopped")]
    [InlineData(WorkTaskStatus.Done, ProcessStatus.Completed, "merged")]
    [InlineData(WorkTaskStatus.Todo, null, "waiting")]
    public void A_run_has_one_word_for_where_it_stands(
        WorkTaskStatus task,
        ProcessStatus? process,
        string word
    ) =>
        AttemptStates
            .Word(CliSupport.Run("1", "x", status: task, process: process).State)
            .ShouldBe(word);

    [Fact]
    public void A_table_off_a_terminal_is_columns_of_plain_text()
    {
        var table = new TextTable("ID", "TASK");
        table.Add("1", new Cell("Fix it", Paint.Red));
        table.Add("22", "Go");
        table.Render(CliSupport.Pipe().Terminal).ShouldBe("ID  TASK\n1   Fix it\n22  Go");
    }
}
