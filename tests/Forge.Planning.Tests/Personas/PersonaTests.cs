using Forge.Planning.Personas;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Personas;

public sealed class PersonaTests
{
    [Fact]
    public void An_agent_file_says_who_works_with_what()
    {
        var persona = PersonaReader.Read(
            "---\nname: implementor\ndescription: Builds\ncolor: green\ngenie:\n  executor: CLAUDE_CODE\n  executorVariant: opus\n  model: sonnet\n  background: true\n  permissionMode: acceptEdits\n---\n# Implementor\n",
            ".genie/code/agents/implementor.md"
        )!;
        persona.Name.ShouldBe("implementor");
        (persona.Executor, persona.Variant, persona.Model).ShouldBe(
            ("CLAUDE_CODE", "opus", "sonnet")
        );
        (persona.PermissionMode, persona.Background).ShouldBe(("acceptEdits", true));
    }

    [Fact]
    public void A_file_without_indentation_is_understood()
    {
        var persona = PersonaReader.Read(
            CorpusFiles.Text("seeds/forge-planner-agent.md"),
            "forge.md"
        )!;
        (persona.Name, persona.Executor, persona.Model, persona.PermissionMode).ShouldBe(
            ("forge", "claude", "sonnet", "bypassPermissions")
        );
        PersonaReader.Read("# No front matter\n", "x.md").ShouldBeNull();
    }

    [Theory]
    [InlineData("forge", "implementor", true, "orchestrators-start-specialists")]
    [InlineData("wish", "tests", true, "orchestrators-start-specialists")]
    [InlineData("plan", "our-own-agent", true, "orchestrators-start-specialists")]
    [InlineData("forge", "forge", false, "never-itself")]
    [InlineData("Forge", "@.genie/code/agents/forge.md", false, "never-itself")]
    [InlineData("forge", "review", false, "never-another-orchestrator")]
    [InlineData("implementor", "tests", false, "specialists-start-nobody")]
    [InlineData("implementor", "forge", false, "specialists-start-nobody")]
    [InlineData("our-own-agent", "tests", false, "specialists-start-nobody")]
    public void Who_may_start_whom(string from, string to, bool allowed, string rule)
    {
        var delegation = Delegation.May(from, to);
        delegation.Allowed.ShouldBe(allowed);
        delegation.Rule.ShouldBe(rule);
        delegation.Reason.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Add login", "polish", "polish")]
    [InlineData("Final Validation", "", "tests")]
    [InlineData("Add login", "", "implementor")]
    [InlineData("Add login", "nobody", null)]
    public void A_group_gets_a_persona_by_a_rule(string title, string named, string? expected)
    {
        var group = new WishGroup
        {
            Id = "A",
            Title = title,
            Slug = title.ToLowerInvariant().Replace(' ', '-'),
            Personas = named.Length > 0 ? [named] : [],
        };
        PersonaChoice
            .For(group, ["forge", "implementor", "polish", "tests"])
            .Name.ShouldBe(expected);
        PersonaChoice.For(group with { Personas = [] }, ["forge"]).Name.ShouldBeNull();
    }
}
