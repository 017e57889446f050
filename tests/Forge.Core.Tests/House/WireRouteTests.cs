namespace Forge.Core.Tests.House;

public sealed class WireRouteTests
{
    private static readonly SourceFile NotBuilt = SourceTree.Read(
        "src/Forge.Server/Features/Servers/NotBuilt.cs"
    );

    [Fact]
    public void Every_named_route_is_answered_or_said_to_be_missing()
    {
        var named = WireRoutes.Named(SourceTree.Read("src/Forge.Api/Routes.cs"));
        var mapped = WireRoutes.Mapped(SourceTree.Sources.Where(f => f.Project == "Forge.Server"));
        var missing = WireRoutes.NotBuilt(NotBuilt);
        named.Count.ShouldBeGreaterThan(30);
        named
            .Where(route => !mapped.Contains(route.Key))
            .Where(route =>
                !missing.Exists(m => m.EndsWith(" " + route.Value, StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_document_lists_exactly_the_routes_that_are_not_built()
    {
        var listed = WireRoutes.Missing(
            File.ReadAllText(Path.Combine(SourceTree.Root, "docs/wire.md"))
        );
        listed.Order().ShouldBe(WireRoutes.NotBuilt(NotBuilt).Order());
    }

    [Fact]
    public void Named_routes_are_read_from_constants() =>
        WireRoutes
            .Named(
                Made(
                    "class Routes { public const string A = \"/a\"; public const string B = \"/b/{id}\"; }"
                )
            )
            .ShouldBe(new Dictionary<string, string> { ["A"] = "/a", ["B"] = "/b/{id}" });

    [Fact]
    public void Mapped_routes_are_read_from_calls() =>
        WireRoutes
            .Mapped([
                Made(
                    """
                    class A { void M() { app.MapGet(Routes.One, F).WithTags("x"); app.MapPost(Api.Routes.Two, F); } }
                    class B { string S => Routes.Fill(Routes.Three, "x"); void N() => app.MapGet("/four", F); }
                    """
                ),
            ])
            .ShouldBe(["One", "Two"], ignoreOrder: true);

    [Fact]
    public void Missing_routes_are_read_from_both_places()
    {
        WireRoutes
            .NotBuilt(
                Made("class A { object R = new[] { (\"GET\", \"/a\"), (\"PUT\", \"/b\") }; }")
            )
            .ShouldBe(["GET /a", "PUT /b"]);
        WireRoutes
            .Missing(
                "# T\n- `GET` `/no`\n## Not built yet\nText `x`.\n- `GET` `PUT` `/a` `/b`: why\n## Next\n- `GET` `/no`\n"
            )
            .ShouldBe(["GET /a", "GET /b", "PUT /a", "PUT /b"]);
    }

    private static SourceFile Made(string text) => new("src/Forge.Server/A.cs", text);
}
