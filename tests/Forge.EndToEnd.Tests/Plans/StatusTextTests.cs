using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Plans;

public sealed class StatusTextTests
{
    private static Terminal Window(int width, bool colours = false) =>
        new(TextWriter.Null, TextWriter.Null, true, colours, () => width);

    private static string Text(PlanStatus plan, int width, int most = int.MaxValue) =>
        string.Join(
            '\n',
            new StatusText(Window(width), "forge").Lines(plan, PlanSamples.Now, most)
        );

    /// <summary>20 waves of ten, two thirds of them merged or waiting.</summary>
    private static PlanStatus Large() =>
        PlanSamples.Plan([
            .. Enumerable
                .Range(0, 200)
                .Select(at =>
                    PlanSamples.Group(
                        $"G{at}",
                        at < 90 ? "merged"
                            : at < 100 ? "running"
                            : "waiting",
                        at / 10 + 1,
                        $"A task with a title of some length, number {at}"
                    ) with
                    {
                        WaitingFor = at < 100 ? null : $"G{at - 10} and G{at - 9} to be merged",
                        AttemptNumber = at < 100 ? 1 : 0,
                        Attempt = at < 100 ? Guid.NewGuid() : null,
                        Verdict = at < 90 ? "excellent" : null,
                        Score = 90,
                    }
                ),
        ]);

    [Fact]
    public void A_wide_window_shows_everything_of_a_group_in_its_line()
    {
        Text(PlanSamples.Busy(), 120)
            .ShouldBe(
                """
                login: Log in with a password
                ● running · 1 of 5 groups merged · 1 at work · 1 waiting for you · 1 failed · at most 4 at once
                feat/login from main at aaaaaaaaaa · approved by Anna 2h ago
                ! E failed, and F waits for it
                  → forge retry login/E
                  → forge discard login/E

                Wave 1
                ✓ A  hash                                    merged          #1  91/100 excellent   ✓1     feat/login-a
                ◆ B  The form that people fill in to log in  awaiting merge  #2  64/100 needs work  ✓1 ✗1  feat/login-b
                    ✗ make lint: exit code 2 after 12.3 s
                    gate: make lint failed on 3f2a91b0c1
                    gate: nobody has accepted it
                    merging it releases 2 groups
                    outside its files: src/other.c
                    violation: pushed to origin/main
                Wave 2
                ● C  hash                                    running         #1                            feat/login-c
                    stacked on work that is not merged yet
                ○ D  hash                                    waiting         for B to be merged
                ✗ E  hash                                    failed          #3                            feat/login-e
                    cause: the agent ended with exit code 1, three times

                Radar
                  B × C  conflict  src/a.c, src/b.c
                  B × feat/login  same file  README.md
                  suggested order of merging: B, C
                  not looked at yet: what is new of C

                Next
                  forge merge login/B   take it into feat/login
                  forge retry login/E   a new attempt
                """
            );
    }

    [Fact]
    public void In_sixty_columns_what_has_no_room_beside_a_title_stands_below_it()
    {
        var text = Text(PlanSamples.Busy(), 60);
        text.ShouldContain(
            """
            ◆ B  The form that people fill in to lo…  awaiting merge  #2
                64/100 needs work · ✓1 ✗1 · feat/login-b
                ✗ make lint: exit code 2 after 12.3 s
            """
        );
        text.ShouldContain(
            """
            ○ D  hash                                 waiting
                waits for B to be merged
            """
        );
        Widest(text).ShouldBeLessThanOrEqualTo(60);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_window(int width)
    {
        var foreign = PlanSamples.Plan(
            PlanSamples.Group(
                "日本語のグループ名前",
                "awaiting_merge",
                1,
                "ログイン画面を作る仕事 🔑 長い題名です"
            ) with
            {
                Gate =
                [
                    new string('x', 300),
                    "一つの長い理由がここにあります" + new string('字', 60),
                ],
                Verdict = "blocked",
                AttemptNumber = 12,
                Attempt = Guid.NewGuid(),
                Branch = "feat/" + new string('b', 43),
            }
        );
        foreach (var plan in (PlanStatus[])[PlanSamples.Busy(), Large(), foreign])
            Widest(Text(plan, width)).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void Two_hundred_groups_are_all_there_when_there_is_room_for_them()
    {
        var text = Text(Large(), 80);
        for (var at = 0; at < 200; at++)
            text.ShouldContain($" G{at} ");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 24)]
    [InlineData(60, 10)]
    public void A_window_that_is_too_low_counts_what_needs_nobody(int width, int height)
    {
        var lines = Text(Large(), width, height).Split('\n');
        lines.Length.ShouldBeLessThanOrEqualTo(height);
        lines[0].ShouldBe("login: Log in with a password");
        if (height < 24)
            return;
        string.Join('\n', lines).ShouldContain("✓ 90 merged  ○ 100 waiting");
        lines.Count(line => line.StartsWith("● G", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public void States_have_a_symbol_a_word_and_on_terminals_a_colour()
    {
        var plan = PlanSamples.Plan(PlanSamples.Group("A", "awaiting_review", 1));
        var line = new StatusText(Window(80, colours: true), "forge")
            .Lines(plan, PlanSamples.Now)
            .Single(one => one.Contains("hash"));
        line.ShouldContain("\e[33m◇\e[0m");
        line.ShouldContain("\e[33mawaiting review\e[0m");
    }

    [Fact]
    public void A_state_of_a_newer_server_is_shown_as_its_own_word() =>
        Text(PlanSamples.Plan(PlanSamples.Group("A", "on_holiday", 1)), 80)
            .ShouldContain("? A  hash  on holiday");

    [Fact]
    public void Escape_sequences_in_titles_never_reach_the_window()
    {
        var plan = PlanSamples.Plan(
            PlanSamples.Group("A", "failed", 1, "red \e[2J\e]0;x\a title") with
            {
                Cause = "\e[5mblink",
            }
        );
        Text(plan, 80).ShouldNotContain('\e');
    }

    [Fact]
    public void What_releases_most_is_offered_first()
    {
        var plan = PlanSamples.Plan(
            PlanSamples.Group("A", "awaiting_merge", 1) with
            {
                Unblocks = 1,
            },
            PlanSamples.Group("B", "awaiting_review", 1) with
            {
                Unblocks = 7,
            }
        );
        NextSteps
            .Of(plan, "forge")
            .Select(step => step.Command)
            .ShouldBe(["forge review login/B", "forge merge login/A"]);
    }

    [Theory]
    [InlineData("approved", "forge start login")]
    [InlineData("paused", "forge plan resume login")]
    [InlineData("awaiting_delivery", "forge deliver login")]
    [InlineData("delivered", "forge report login")]
    public void The_state_of_a_plan_says_what_is_next(string state, string command) =>
        NextSteps
            .Of(PlanSamples.Plan() with { State = state }, "forge")
            .Select(step => step.Command)
            .ShouldBe([command]);

    private static int Widest(string text) => text.Split('\n').Max(TextWidth.Of);
}
