using Forge.Api;
using Forge.Cli.Plans;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>A revert changes the plan's branch and what was built on it: a person is told what, and asked. Against a fake of the server.</summary>
public sealed class RevertTests : IAsyncLifetime
{
    private readonly FakePlans _fake = new();
    private PlanDesk _desk = null!;

    public async Task InitializeAsync()
    {
        _desk = await PlanDesk.NewAsync();
        _desk.Server = _fake.Url;
        _fake.With(Built());
        _fake.Answers("/groups/A/revert", Built());
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _fake.DisposeAsync();
    }

    private static GroupStatus Begun(string id, string state, params string[] dependsOn) =>
        PlanSamples.Group(id, state, 1) with
        {
            Attempt = Guid.NewGuid(),
            DependsOn = dependsOn,
            MergeCommit = state == "merged" ? new string('d', 40) : null,
        };

    private static PlanStatus Built() =>
        PlanSamples.Plan(
            Begun("A", "merged"),
            Begun("B", "merged", "A"),
            Begun("C", "running", "B"),
            Begun("D", "running"),
            PlanSamples.Group("E", "waiting", 3) with
            {
                DependsOn = ["B"],
            },
            Begun("F", "cancelled", "A"),
            PlanSamples.Group("G", "waiting", 4) with
            {
                Kind = "final_validation",
            }
        );

    [Fact]
    public async Task The_question_names_what_becomes_stale_and_a_no_changes_nothing()
    {
        _desk.Answer = "n";
        (await _desk.RunAsync("revert", "login/A")).ShouldBe(1);
        _desk.Notes.ShouldContain(
            "login/A (hash) is merged as dddddddddd; B, C become stale. Undo the merge on feat/login by a new commit? [y/N]"
        );
        _fake.Posts.ShouldBeEmpty();
        _desk.Answer = "y";
        (await _desk.RunAsync("revert", "login/A")).ShouldBe(0, _desk.Notes);
        _fake.Posts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nobody_is_asked_about_what_is_not_merged()
    {
        _desk.Answer = "n";
        (await _desk.RunAsync("revert", "login/C")).ShouldBe(5);
        _desk.Notes.ShouldBe("forge: login/C is not merged\n");
        _fake.Posts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("A", "B C")]
    [InlineData("B", "C")]
    [InlineData("C", "")]
    [InlineData("D", "")]
    public void Only_what_was_begun_on_it_is_behind_it(string group, string behind) =>
        string.Join(' ', BegunBehind.Of(Built(), group)).ShouldBe(behind);

    [Fact]
    public void The_final_validation_is_behind_every_group()
    {
        var plan = PlanSamples.Plan(
            Begun("A", "merged"),
            Begun("Z", "validating") with
            {
                Kind = "final_validation",
            }
        );
        BegunBehind.Of(plan, "A").ShouldBe(["Z"]);
    }
}
