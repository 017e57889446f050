using Forge.Planning.Folders;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Folders;

/// <summary>Which document a name means, and that none outside of the root is found.</summary>
public sealed class WishSearchTests : IDisposable
{
    private readonly Checkout _checkout = new("### Group A: First\n**Goal:** one\n");

    [Theory]
    [InlineData("sample")]
    [InlineData(".genie/wishes/sample")]
    [InlineData(".genie/wishes/sample/")]
    [InlineData("./.genie/wishes/sample/sample-wish.md")]
    [InlineData("src/../.genie/wishes/sample/sample-wish.md")]
    public void A_wish_is_found_by_its_name_its_folder_and_its_file(string name)
    {
        Find(name).ShouldBe(new WishPlace.There(Checkout.WishPath));
        var absolute = Path.Combine(_checkout.Root, name);
        if (name != "sample")
            Find(absolute).ShouldBe(new WishPlace.There(Checkout.WishPath));
    }

    [Theory]
    [InlineData("flat", ".genie/wishes/flat-wish.md")]
    [InlineData("only", ".genie/wishes/only/WISH.md")]
    [InlineData("two", ".genie/wishes/two/two-wish.md")]
    public void A_name_finds_every_usual_place(string name, string path)
    {
        _checkout.Put(".genie/wishes/two/other-wish.md", "");
        _checkout.Put(path, "");
        Find(name).ShouldBe(new WishPlace.There(path));
    }

    [Theory]
    [InlineData("forge-plan.md")]
    [InlineData("forge-plan-login.md")]
    [InlineData("tasks.md")]
    [InlineData("parallel-execution-plan.json")]
    public void Without_a_wish_the_plan_in_the_folder_is_meant(string file)
    {
        _checkout.Put(".genie/wishes/login/task-a.md", "");
        _checkout.Put($".genie/wishes/login/{file}", "");
        Find("login").ShouldBe(new WishPlace.There($".genie/wishes/login/{file}"));
        _checkout.Put(".genie/wishes/login/login-wish.md", "");
        Find("login").ShouldBe(new WishPlace.There(".genie/wishes/login/login-wish.md"));
    }

    [Fact]
    public void The_name_of_a_plan_finds_the_document_elsewhere_that_it_was_made_of()
    {
        const string plan = ".genie/wishes/many/reports/forge-plan-many-202611261805.md";
        _checkout.Put(plan, "# Forge Plan – many\n\n**Wish:** @docs/many.json\n");
        Find("many").ShouldBeOfType<WishPlace.Missing>();
        _checkout.Put("docs/many.json", "{}");
        Find("many").ShouldBe(new WishPlace.There("docs/many.json"));
    }

    [Fact]
    public void A_folder_of_the_sources_does_not_hide_a_wish_of_its_name()
    {
        _checkout.Put("sample/readme.md", "");
        Find("sample").ShouldBe(new WishPlace.There(Checkout.WishPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData(".")]
    [InlineData("a\0b")]
    [InlineData(".genie/wishes/sample/other.md")]
    public void What_is_not_there_is_missing(string name) =>
        Find(name).ShouldBeOfType<WishPlace.Missing>();

    [Fact]
    public void A_folder_with_several_wishes_is_said_to_be_one()
    {
        _checkout.Put("docs/a-wish.md", "");
        _checkout.Put("docs/b-wish.md", "");
        Find("docs")
            .ShouldBeOfType<WishPlace.Missing>()
            .Text.ShouldBe("docs is a directory without one wish; name the file in it");
    }

    [Fact]
    public void What_leads_out_of_the_root_is_refused_whether_it_is_there_or_not()
    {
        File.WriteAllText(Path.Combine(_checkout.Beside, "x-wish.md"), "");
        foreach (
            var name in new[]
            {
                "../beside/x-wish.md",
                "../beside",
                "..",
                "../checkout-2/x-wish.md",
                "/etc/hostname",
                "/no/such/file",
                Path.Combine(_checkout.Beside, "x-wish.md"),
            }
        )
            Find(name).ShouldBeOfType<WishPlace.Outside>(name);
    }

    [Fact]
    public void A_link_that_leads_out_is_refused_wherever_it_is_on_the_way()
    {
        var outside = Path.Combine(_checkout.Beside, "out-wish.md");
        File.WriteAllText(outside, "");
        _checkout.Link(".genie/wishes/file/file-wish.md", outside);
        _checkout.Link(".genie/wishes/out", "../../../beside");
        _checkout.Link(".genie/wishes/chain-wish.md", "file/file-wish.md");
        _checkout.Link("docs", _checkout.Beside);

        foreach (
            var name in new[]
            {
                "file",
                "out",
                "chain",
                ".genie/wishes/out/out-wish.md",
                "docs",
                "docs/out-wish.md",
            }
        )
            Find(name).ShouldBeOfType<WishPlace.Outside>(name);
        PlanFolder.IsInside(_checkout.Root, ".genie/wishes/out/task-a.md").ShouldBeFalse();
        PlanFolder.IsInside(_checkout.Root, "../beside/x").ShouldBeFalse();
    }

    [Fact]
    public void A_link_that_stays_inside_is_followed()
    {
        _checkout.Link(".genie/wishes/alias", "sample");
        _checkout.Link("wishes/sample-wish.md", Path.Combine(_checkout.Root, Checkout.WishPath));
        Find("wishes").ShouldBe(new WishPlace.There("wishes/sample-wish.md"));
        Find("alias").ShouldBe(new WishPlace.There(".genie/wishes/alias/sample-wish.md"));
        PlanFolder.IsInside(_checkout.Root, ".genie/wishes/alias/task-a.md").ShouldBeTrue();
    }

    [Fact]
    public void A_root_that_is_reached_by_a_link_is_the_same_root()
    {
        var link = Path.Combine(_checkout.Beside, "link");
        Directory.CreateSymbolicLink(link, _checkout.Root);
        PlanFolder.Find(link, "sample").ShouldBe(new WishPlace.There(Checkout.WishPath));
        PlanFolder.Find(link + "/", "sample").ShouldBe(new WishPlace.There(Checkout.WishPath));
    }

    [Fact]
    public void Links_that_lead_in_a_circle_are_inside_of_nothing()
    {
        _checkout.Link("a", "b");
        _checkout.Link("b", "a");
        PlanFolder.IsInside(_checkout.Root, "a/x").ShouldBeFalse();
    }

    private WishPlace Find(string name) => PlanFolder.Find(_checkout.Root, name);

    public void Dispose() => _checkout.Dispose();
}
