using Forge.Api;
using Forge.Cli.Plans;
using Forge.Cli.Terminals;

namespace Forge.EndToEnd.Tests.Plans;

public sealed class PlanNameTests
{
    private static readonly Guid Other = Guid.Parse("33333333-0000-4000-8000-000000000000");

    private static PlanSummary Plan(string slug, Guid? project = null, string title = "A title") =>
        PlanSamples.Summary(
            PlanSamples.Plan() with
            {
                Id = Guid.NewGuid(),
                Plan = slug,
                ProjectId = project ?? PlanSamples.ProjectId,
                Title = title,
            }
        );

    private static string Found(string text, Guid? here, params PlanSummary[] plans) =>
        string.Join(' ', PlanFinder.Find(text, plans, here).Select(plan => plan.Plan));

    [Theory]
    [InlineData("login", "login")]
    [InlineData("LOGIN", "login")]
    [InlineData("login-f", "login-form")]
    [InlineData(".genie/wishes/login/login-wish.md", "login")]
    [InlineData(".genie/wishes/login/wish.md", "login")]
    [InlineData(".genie/wishes/login/", "login")]
    [InlineData("login-form-wish.md", "login-form")]
    [InlineData("wishes/log", "")]
    [InlineData("nothing", "")]
    [InlineData(" ", "")]
    public void A_plan_is_found_by_its_name_a_beginning_or_the_path_of_its_wish(
        string text,
        string found
    ) => Found(text, null, Plan("login"), Plan("login-form")).ShouldBe(found);

    [Fact]
    public void Of_two_with_one_name_that_of_the_own_project_is_meant_and_else_both_are_told()
    {
        PlanSummary[] plans = [Plan("login"), Plan("login", Other)];
        PlanFinder.Find("login", plans, Other).ShouldBe([plans[1]]);
        PlanFinder.Find("login", plans, null).Count.ShouldBe(2);
        PlanFinder.Find(plans[0].Id.ToString(), plans, Other).ShouldBe([plans[0]]);
        PlanFinder.Ambiguity("login", plans).ShouldContain(plans[1].Id.ToString());
    }

    [Theory]
    [InlineData("login/A", true)]
    [InlineData("a/b/c", false)]
    [InlineData("login", false)]
    [InlineData("login/", false)]
    [InlineData("/A", false)]
    public void A_group_is_a_plan_a_slash_and_a_name(string text, bool isGroup) =>
        (GroupName.Of(text) is not null).ShouldBe(isGroup);

    [Theory]
    [InlineData("a", "A")]
    [InlineData("group-a", "A")]
    [InlineData("wp1", "WP1")]
    [InlineData("C", null)]
    public void A_group_is_found_in_its_plan_however_it_is_written(string word, string? id) =>
        KnownGroup
            .In(
                PlanSamples.Plan(
                    PlanSamples.Group("A", "ready", 1),
                    PlanSamples.Group("WP1", "ready", 1)
                ),
                word
            )
            ?.Id.ShouldBe(id);

    [Theory]
    [InlineData("", 10)]
    [InlineData("one two three four", 9)]
    [InlineData("averyveryverylongwordwithoutspaces and more", 10)]
    [InlineData("日本語の長い文章 です", 9)]
    [InlineData("👩‍🔬🔑🔑🔑🔑🔑🔑🔑🔑", 8)]
    public void Wrapped_lines_fit_and_lose_nothing(string text, int width)
    {
        var lines = WordWrap.Lines(text, width).ToList();
        lines.ShouldAllBe(line => TextWidth.Of(line) <= width && line.Length > 0);
        string.Concat(lines).Replace(" ", "").ShouldBe(text.Replace(" ", ""));
    }
}
