using System.Text.Json.Nodes;
using Forge.Core.Domain;
using Forge.Core.Executors;
using Forge.Core.Executors.ClaudeCode;

namespace Forge.Core.Tests.Executors;

public sealed class ProfilesTests
{
    [Fact]
    public void A_variant_gives_its_options_and_a_model_wins()
    {
        Profiles.Standard.Resolve("claude-code", null, null)["dangerously_skip_permissions"]!
            .GetValue<bool>()
            .ShouldBeTrue();
        Profiles.Standard.Resolve("CLAUDE_CODE", "plan", "opus")["model"]!
            .ToString()
            .ShouldBe("opus");
        Profiles.Standard.Resolve("GEMINI", "FLASH", null)["model"]!.ToString().ShouldBe("flash");
    }

    [Fact]
    public void Resolved_options_are_a_copy()
    {
        Profiles.Standard.Resolve("SHELL", null, null)["command"] = "changed";
        Profiles.Standard.Resolve("SHELL", null, null)["command"].ShouldBeNull();
    }

    [Fact]
    public void An_unknown_variant_names_the_known_ones() =>
        Should
            .Throw<RuleBroken>(() => Profiles.Standard.Resolve("CLAUDE_CODE", "NOPE", null))
            .Message.ShouldContain("DEFAULT, PLAN, APPROVALS");

    [Fact]
    public void A_users_file_changes_and_adds_variants_and_keeps_the_rest()
    {
        var profiles = Profiles.Parse(
            """{"executors":{"claude-code":{"DEFAULT":{"CLAUDE_CODE":{"model":"m1"}},"MINE":{"CLAUDE_CODE":{"plan":true,"additional_params":["--x"]}}}}}"""
        );
        profiles.Resolve("CLAUDE_CODE", "DEFAULT", null)["model"]!.ToString().ShouldBe("m1");
        profiles.Resolve("CLAUDE_CODE", "MINE", null)["plan"]!.GetValue<bool>().ShouldBeTrue();
        profiles.Resolve("CLAUDE_CODE", "PLAN", null)["plan"]!.GetValue<bool>().ShouldBeTrue();
        profiles.Resolve("CODEX", "HIGH", null)["sandbox"]!
            .ToString()
            .ShouldBe("danger-full-access");
        var overrides = JsonNode.Parse(profiles.Overrides())!["executors"]!.AsObject();
        overrides.Select(pair => pair.Key).ShouldBe(["CLAUDE_CODE"]);
        Profiles.Parse(profiles.Overrides()).Content.ShouldBe(profiles.Content);
        JsonNode.Parse(Profiles.Standard.Overrides())!["executors"]!.AsObject().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"executors":{"NOPE":{}}}""", "executors.NOPE")]
    [InlineData("""{"executors":[]}""", "executors")]
    [InlineData("""[]""", "executors")]
    [InlineData("""{"executors":{"SHELL":{"A":{"CODEX":{}}}}}""", "the key must be SHELL")]
    [InlineData("""{"executors":{"SHELL":{"A":{}}}}""", "executors.SHELL.A")]
    [InlineData("""{"executors":{"SHELL":{"A":null}}}""", "executors.SHELL.A")]
    [InlineData(
        """{"executors":{"CLAUDE_CODE":{"A":{"CLAUDE_CODE":{"plan":"yes"}}}}}""",
        "CLAUDE_CODE.plan"
    )]
    [InlineData(
        """{"executors":{"CLAUDE_CODE":{"A":{"CLAUDE_CODE":{"append_prompt":1}}}}}""",
        "append_prompt"
    )]
    [InlineData(
        """{"executors":{"CLAUDE_CODE":{"A":{"CLAUDE_CODE":{"additional_params":"x"}}}}}""",
        "additional_params"
    )]
    [InlineData(
        """{"executors":{"CLAUDE_CODE":{"A":{"CLAUDE_CODE":{"base_command_override":"a 'b"}}}}}""",
        "never closed"
    )]
    [InlineData("""{"executors":""", "not JSON")]
    public void A_bad_file_is_refused_with_the_place(string text, string place) =>
        Should.Throw<RuleBroken>(() => Profiles.Parse(text)).Message.ShouldContain(place);

    [Fact]
    public void Every_executor_of_the_standard_profiles_has_capabilities() =>
        Profiles
            .Standard.Executors.Select(pair => pair.Key)
            .Order()
            .ShouldBe(ExecutorSet.Standard.Capabilities.Keys.Order());

    [Theory]
    [InlineData("claude", "CLAUDE_CODE")]
    [InlineData("Claude-Code", "CLAUDE_CODE")]
    [InlineData("shell", "SHELL")]
    public void Executors_are_found_by_any_spelling(string name, string found) =>
        ExecutorSet.Standard.Find(name).ShouldNotBeNull().Name.ShouldBe(found);

    [Fact]
    public void What_is_not_built_says_so_and_what_is_unknown_too()
    {
        Should
            .Throw<RuleBroken>(() => ExecutorSet.Standard.Require("codex"))
            .Message.ShouldContain("not built yet");
        Should
            .Throw<RuleBroken>(() => ExecutorSet.Standard.Require("foo"))
            .Message.ShouldContain("no executor named 'foo'");
    }

    [Theory]
    [InlineData("npx -y pkg@1", "npx|-y|pkg@1")]
    [InlineData("  a  'b c' \"d \\\"e\\\" $x\" f\\ g ''", "a|b c|d \"e\" $x|f g|")]
    [InlineData("/opt/my' 'tool --x=\"a b\"c", "/opt/my tool|--x=a bc")]
    [InlineData("echo $(rm -rf /) ; *", "echo|$(rm|-rf|/)|;|*")]
    [InlineData("", "")]
    public void Words_are_split_as_a_shell_would_without_one(string line, string words) =>
        string.Join("|", CommandWords.Split(line)).ShouldBe(words);

    [Fact]
    public void The_appended_prompt_is_set_apart()
    {
        LaunchOptions
            .WithAppended("do it", new JsonObject { ["append_prompt"] = "and test" })
            .ShouldBe("do it\n\nand test");
        LaunchOptions
            .WithAppended("do it", new JsonObject { ["append_prompt"] = null })
            .ShouldBe("do it");
    }

    [Fact]
    public void Claude_is_taken_from_the_path_then_by_npx_and_the_override_wins()
    {
        Claude([], _ => "/usr/bin/claude").Command[0].ShouldBe("/usr/bin/claude");
        Claude([], name => name == "npx" ? "/usr/bin/npx" : null)
            .Command.Take(3)
            .ShouldBe(["/usr/bin/npx", "-y", "@anthropic-ai/claude-code@latest"]);
        Should
            .Throw<Domain.RuleBroken>(() => Claude([], _ => null))
            .Message.ShouldContain("not installed");
        Claude(new() { ["base_command_override"] = "node '/my cli.js'" }, _ => "/usr/bin/claude")
            .Command.Take(2)
            .ShouldBe(["node", "/my cli.js"]);
    }

    [Fact]
    public void Claudes_command_line_holds_its_options_and_neither_the_prompt_nor_the_switch_that_root_may_not_use()
    {
        var spec = Claude(
            new()
            {
                ["model"] = "opus",
                ["plan"] = true,
                ["dangerously_skip_permissions"] = true,
                ["additional_params"] = new JsonArray("--mcp-config", "{}"),
            },
            _ => "claude"
        );
        var line = string.Join(" ", spec.Command);
        line.ShouldContain(
            "--session-id 11111111-1111-1111-1111-111111111111 --model opus --permission-mode plan --mcp-config {}"
        );
        line.ShouldNotContain("the prompt");
        line.ShouldNotContain("dangerously");
        System
            .Text.Encoding.UTF8.GetString(spec.Input)
            .ShouldBe(
                """{"type":"user","message":{"role":"user","content":"the prompt \"ü\"\n"}}"""
                    + "\n"
            );
        spec.EnvironmentDefaults["DISABLE_AUTOUPDATER"].ShouldBe("1");
    }

    private static LaunchSpec Claude(JsonObject options, Func<string, string?> find) =>
        new ClaudeCodeExecutor().Launch(
            new LaunchRequest(
                "the prompt \"ü\"\n",
                options,
                "11111111-1111-1111-1111-111111111111",
                false,
                "/w",
                find,
                []
            )
        );
}
