using Forge.Api;
using Forge.EndToEnd.Tests.Cli;

namespace Forge.EndToEnd.Tests.Plans;

/// <summary>Only a person approves, and exactly what they were shown. Against a fake of the server.</summary>
public sealed class ApproveTests
{
    private static readonly PlanToApprove Shown = new()
    {
        Plan = "login",
        Title = "Log in",
        Digest = "sha256:" + new string('1', 64),
        Files = [".genie/wishes/login/login-wish.md", ".genie/wishes/login/task-a.md"],
        Branch = "feat/login",
        BaseBranch = "main",
        BaseCommit = new string('a', 40),
        Waves =
        [
            ["A", "B"],
            ["C"],
        ],
        ApprovedDigest = "sha256:" + new string('2', 64),
    };

    private static async Task<(PlanDesk Desk, FakePlans Fake)> NewAsync()
    {
        var (desk, fake) = (await PlanDesk.NewAsync(), new FakePlans());
        desk.Server = fake.Url;
        var project = new Project
        {
            Id = PlanSamples.ProjectId,
            Name = "shop",
            GitRepoPath = desk.Root,
            CreatedAt = PlanSamples.Now,
            UpdatedAt = PlanSamples.Now,
        };
        fake.Has("GET /api/projects", [project], ForgeJson.Wire.EnvelopeIReadOnlyListProject);
        fake.Has("POST /api/plans", Shown, ForgeJson.Wire.EnvelopePlanToApprove);
        return (desk, fake);
    }

    [Fact]
    public async Task Where_nobody_can_answer_it_is_refused_before_anything_is_asked()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        (await desk.RunAsync("approve", "login")).ShouldBe(2);
        desk.Notes.ShouldContain("--yes");
        fake.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("n")]
    [InlineData("")]
    [InlineData("maybe")]
    public async Task What_is_no_yes_approves_nothing(string answer)
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        desk.Answer = answer;
        (await desk.RunAsync("approve", "login")).ShouldBe(1);
        desk.Notes.ShouldContain("Approve login? [y/N]");
        fake.Posts.Count.ShouldBe(1);
        fake.Posts[0].Body.ShouldContain("\"dry_run\":true");
    }

    [Fact]
    public async Task A_person_sees_files_digest_branch_and_waves_before_they_are_asked()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        (await desk.RunAsync("approve", "login", "--dry-run", "--onto", "release")).ShouldBe(0);
        desk.Output.ShouldBe(
            """
            login: Log in
              files     2 files, sha256:1111111111…
                        .genie/wishes/login/login-wish.md
                        .genie/wishes/login/task-a.md
              branch    feat/login
              base      main at aaaaaaaaaa
              waves     A, B → C
              before    approved as sha256:2222222222…; the files have changed since

            """
        );
        fake.Posts.ShouldHaveSingleItem()
            .Body.ShouldBe(
                $$"""{"project_id":"{{PlanSamples.ProjectId}}","wish":".genie/wishes/login/login-wish.md","digest":null,"base_branch":null,"onto":"release","dry_run":true}"""
            );
    }

    [Fact]
    public async Task The_digest_that_was_shown_is_the_one_that_is_approved()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        fake.Then(
            "POST /api/plans",
            PlanSamples.Plan() with
            {
                Digest = Shown.Digest,
            },
            ForgeJson.Wire.EnvelopePlanStatus
        );
        desk.Answer = "y";
        (await desk.RunAsync("approve", ".genie/wishes/login")).ShouldBe(0);
        desk.Output.ShouldContain("Approved login (sha256:1111111111…). Start: forge start login");
        fake.Posts.Count.ShouldBe(2);
        fake.Posts[1].Body.ShouldContain($"\"digest\":\"{Shown.Digest}\"");
        fake.Posts[1].Body.ShouldContain("\"dry_run\":false");
    }

    [Fact]
    public async Task For_programs_only_the_plan_goes_to_the_output()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        fake.Then("POST /api/plans", PlanSamples.Plan(), ForgeJson.Wire.EnvelopePlanStatus);
        (await desk.RunAsync("approve", "login", "--yes", "--json")).ShouldBe(0);
        System.Text.Json.Nodes.JsonNode.Parse(desk.Output)!["plan"]!
            .GetValue<string>()
            .ShouldBe("login");
        desk.Notes.ShouldContain("sha256:1111111111…");
    }

    [Fact]
    public async Task A_wish_in_another_worktree_is_not_what_the_server_would_read()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        await desk.GitAsync("worktree", "add", "-q", ".git/second");
        desk.Write(".git/second/.genie/wishes/login/login-wish.md", "# Wish: Login\n");
        var wish = ".git/second/.genie/wishes/login";
        (await desk.RunAsync("approve", wish, "--yes")).ShouldBe(2);
        desk.Notes.ShouldContain("another worktree");
        fake.Posts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_has_that_name_all_that_was_tried_is_told_and_what_to_type()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        fake.Has("GET /api/plans", [], ForgeJson.Wire.EnvelopeIReadOnlyListPlanSummary);
        (await desk.RunAsync("approve", "logon", "--yes")).ShouldBe(4);
        desk.Notes.ShouldBe(
            $"""
            forge: there is no wish 'logon': no file or folder of that name in {desk.Root}, and none in {desk.Root}/.genie/wishes (there: login)
            The server has no plan of that name either. Write a wish: forge wish new "…"; plan it: forge plan NAME; then: forge approve NAME

            """
        );
        desk.Server = null;
        (await desk.RunAsync("approve", "logon", "--yes")).ShouldBe(4);
        desk.Notes.ShouldContain("No server runs");
    }

    [Fact]
    public async Task A_plan_that_only_the_server_has_leads_to_its_wish()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        fake.With(PlanSamples.Plan() with { Plan = "logout", Wish = "wishes/logout-wish.md" });
        (await desk.RunAsync("approve", "logout", "--yes")).ShouldBe(4);
        desk.Notes.ShouldContain(
            "The server has the plan logout, which was made of wishes/logout-wish.md in shop: go there"
        );
        fake.Posts.ShouldBeEmpty();
    }

    private const string Again =
        "There is no current plan of .genie/wishes/login/login-wish.md: task-a.md would be written. Type: forge plan login";

    [Fact]
    public async Task A_server_that_plans_otherwise_does_not_send_a_person_round_in_circles()
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        fake.Refuses("POST /api/plans", 409, Again);
        (await desk.RunAsync("approve", "login", "--yes")).ShouldBe(5);
        desk.Notes.ShouldBe($"forge: {Again}\n");
        (await desk.RunAsync("plan", "login")).ShouldBe(0, desk.Notes);
        (await desk.RunAsync("approve", "login", "--yes")).ShouldBe(5);
        desk.Notes.ShouldContain("the server is another build of Forge");
        desk.Notes.ShouldNotContain("forge plan");
    }

    [Theory]
    [InlineData("There is no POST /api/plans. See /api/routes.")]
    [InlineData(null)]
    public async Task A_server_without_plans_is_told_to_be_another_build(string? message)
    {
        var (desk, fake) = await NewAsync();
        using var own = desk;
        await using var server = fake;
        if (message is null)
            fake.Says("POST /api/plans", 404, "<html>404</html>");
        else
            fake.Refuses("POST /api/plans", 404, message);
        (await desk.RunAsync("approve", "login", "--yes")).ShouldBe(1);
        desk.Notes.ShouldBe(
            "forge: The server does not know POST /api/plans: it is another build of Forge than this command, or none. Use a forge of the server's version\n"
        );
    }
}
