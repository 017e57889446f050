using Forge.Cli.Attempts;

namespace Forge.EndToEnd.Tests.Cli;

public sealed class AttemptFinderTests
{
    private static readonly KnownAttempt Login = CliSupport.Run("3f2a91c0", "Fix login");
    private static readonly KnownAttempt Logout = CliSupport.Run("3f2b0000", "Fix logout");
    private static readonly KnownAttempt Docs = CliSupport.Run("77770000", "Write docs");
    private static readonly KnownAttempt[] All = [Login, Logout, Docs];

    private static KnownAttempt? One(string text, KnownAttempt[] known, Guid? here = null) =>
        (AttemptFinder.Find(text, known, here) as Found.One)?.Attempt;

    [Theory]
    [InlineData("3f2a91c0-0000-4000-8000-000000000000")]
    [InlineData("3f2a")]
    [InlineData("3F2A91")]
    [InlineData("forge/3f2a-fix-login")]
    [InlineData("/w/3f2a-fix-login")]
    [InlineData("3f2a-fix-login")]
    [InlineData("fix-login")]
    [InlineData("Fix login")]
    [InlineData(" fix LOGIN ")]
    [InlineData("fix logi")]
    public void A_run_is_found_by_all_its_names(string text) => One(text, All).ShouldBe(Login);

    [Fact]
    public void A_run_is_found_by_the_id_of_its_task() =>
        One(Docs.Task.Id.ToString(), All).ShouldBe(Docs);

    [Fact]
    public void A_beginning_of_several_ids_is_ambiguous_and_names_them()
    {
        var several = AttemptFinder.Find("3f2", All, null).ShouldBeOfType<Found.Several>();
        several.Candidates.ShouldBe([Login, Logout]);
        AttemptFinder.Ambiguity("3f2", several.Candidates).ShouldContain(Logout.Id.ToString());
    }

    [Fact]
    public void An_exact_name_wins_over_the_beginning_of_another()
    {
        var longer = CliSupport.Run("99990000", "Fix login again");
        One("fix login", [longer, Login]).ShouldBe(Login);
    }

    [Fact]
    public void A_task_stands_for_its_newest_attempt()
    {
        var newer = CliSupport.Run("aaaa0000", "Fix login", task: Login.Task.Id);
        One("Fix login", [newer, Login]).ShouldBe(newer);
        One("3f2a", [newer, Login]).ShouldBe(Login);
    }

    [Fact]
    public void Of_two_tasks_with_one_name_the_one_of_this_repository_is_meant()
    {
        var here = Guid.NewGuid();
        var elsewhere = CliSupport.Run("aaaa0000", "Fix login");
        var own = CliSupport.Run("bbbb0000", "Fix login", project: here);
        One("Fix login", [elsewhere, own], here).ShouldBe(own);
        AttemptFinder.Find("Fix login", [elsewhere, own], null).ShouldBeOfType<Found.Several>();
    }

    [Theory]
    [InlineData("login")]
    [InlineData("LOG")]
    [InlineData("test pass")]
    [InlineData("test-pass")]
    public void A_later_word_of_the_title_is_enough_where_nothing_begins_so(string text)
    {
        var run = CliSupport.Run("54c10000", "Make the login test pass");
        One(text, [run, Docs]).ShouldBe(run);
    }

    [Fact]
    public void What_begins_so_wins_over_a_later_word()
    {
        var begins = CliSupport.Run("11110000", "Login page");
        One("login", [Login, begins]).ShouldBe(begins);
        AttemptFinder.Find("log", [Login, Logout], null).ShouldBeOfType<Found.Several>();
    }

    [Fact]
    public void The_middle_of_a_word_is_no_name() =>
        AttemptFinder.Find("ogin", All, null).ShouldBeOfType<Found.None>();

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    public void What_fits_nothing_is_nothing(string text) =>
        AttemptFinder.Find(text, All, null).ShouldBeOfType<Found.None>();
}
