using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Plans;

/// <summary>The example in the planner's own prompt: its wish, and the files that it shows for it.</summary>
public sealed class PlannerExampleTests
{
    private const string Folder = ".genie/wishes/speak-feature";

    // The wish stands in the prompt as code, with a placeholder for the project's name.
    private static Desk Example()
    {
        var prompt = CorpusFiles.Text("seeds/forge-planner-agent.md");
        var from = prompt.IndexOf("### Input Wish", StringComparison.Ordinal);
        from = prompt.IndexOf("```markdown\n", from, StringComparison.Ordinal) + 12;
        var to = prompt.IndexOf("\n```", from, StringComparison.Ordinal);
        var desk = new Desk
        {
            WishPath = ".genie/wishes/speak-feature-wish.md",
            Text = prompt[from..to].Replace("{{PROJECT_NAME}}", "speak"),
        };
        desk.Personas.Add(new Persona("implementor", ".genie/code/agents/implementor.md"));
        desk.Personas.Add(new Persona("git", ".genie/code/agents/git.md"));
        return desk;
    }

    [Fact]
    public void Its_files_are_made()
    {
        var desk = Example();
        var outcome = desk.Write();
        desk.Files.Keys.ShouldBe([
            $"{Folder}/reports/forge-plan-speak-feature-202611261805.md",
            $"{Folder}/task-a.md",
            $"{Folder}/task-b.md",
            $"{Folder}/task-c.md",
        ]);
        outcome.Changes.Folders.ShouldBe([
            $"{Folder}/qa/group-a/",
            $"{Folder}/qa/group-b/",
            $"{Folder}/qa/group-c/",
        ]);
    }

    [Theory]
    [InlineData("# Forge Plan – speak-feature\n")]
    [InlineData("**Generated:** 2026-11-26T18:05:00Z\n")]
    [InlineData("**Wish:** @.genie/wishes/speak-feature-wish.md\n")]
    [InlineData("**Task Files:** `.genie/wishes/speak-feature/task-*.md`\n")]
    [InlineData("**Branch:** `feat/speak-feature`\n")]
    [InlineData("## Spec Contract (from the wish)\n")]
    [InlineData("- Merge framework docs, deduplicate agents, create /plan orchestrator\n")]
    [InlineData("- Implementing specific feature wishes\n")]
    [InlineData("- Git workflow references wish metadata\n")]
    [InlineData("## Proposed Groups\n")]
    [InlineData("### Group A – phase-0-consolidation\n")]
    [InlineData("### Group B – plan-agent-and-wrappers\n")]
    [InlineData("### Group C – workflow-and-git-guidance\n")]
    [InlineData("Store in `.genie/wishes/speak-feature/qa/group-a/`\n")]
    [InlineData("- **Tracker:** placeholder-group-a\n")]
    [InlineData("- **Dependencies:** None\n")]
    [InlineData("## Validation Hooks\n")]
    [InlineData("- Logs: `.genie/wishes/speak-feature/qa/validation.log`\n")]
    [InlineData("## Approval Log\n")]
    [InlineData("## Follow-up\n")]
    public void The_plan_says_what_the_example_says(string line)
    {
        var desk = Example();
        desk.Write();
        desk.PlanText.ShouldContain(line, Case.Sensitive);
    }

    [Theory]
    [InlineData("# Task: Phase 0 Consolidation\n")]
    [InlineData("## Context\n")]
    [InlineData("**Wish:** @.genie/wishes/speak-feature-wish.md\n")]
    [InlineData("**Group:** A - phase-0-consolidation\n")]
    [InlineData("**Tracker:** placeholder-group-a\n")]
    [InlineData("**Persona:** implementor\n")]
    [InlineData("**Branch:** feat/speak-feature-a\n")]
    [InlineData("**Lands on:** feat/speak-feature\n")]
    [InlineData("**Status:** pending\n")]
    [InlineData("## Scope\nMove Agent OS docs into .genie/, dedupe agents\n")]
    [InlineData("## Inputs\n")]
    [InlineData("## Deliverables\n")]
    [InlineData("## Validation\n")]
    [InlineData("## Dependencies\n- None\n")]
    [InlineData("## Evidence\n- Store results in `.genie/wishes/speak-feature/qa/group-a/`\n")]
    public void A_task_file_says_what_the_example_says(string line)
    {
        var desk = Example();
        desk.Write();
        desk.Files[$"{Folder}/task-a.md"].ShouldContain(line, Case.Sensitive);
    }

    [Fact]
    public void The_prompt_for_Claude_refers_and_copies_nothing()
    {
        var desk = Example();
        desk.Personas[0] = desk.Personas[0] with
        {
            Executor = "claude",
            Model = "sonnet",
            PermissionMode = "bypassPermissions",
        };
        var group = desk.Plan().Plan.Groups[0];

        group.Prompt.ShouldBe(
            """
            Use the implementor subagent to implement this task.

            `@.genie/code/agents/implementor.md`
            `@.genie/wishes/speak-feature/task-a.md`
            `@.genie/wishes/speak-feature-wish.md`

            Load all context from these files; nothing of them is repeated here.

            """
        );
        group.Profile.ShouldBe(new GroupProfile("claude", null, "sonnet", "bypassPermissions"));
        group.PersonaFile.ShouldBe(".genie/code/agents/implementor.md");
    }

    [Theory]
    [InlineData("## Task Overview")]
    [InlineData("`@.genie/wishes/speak-feature-wish.md`")]
    [InlineData("<context_gathering>\nGoal: ")]
    [InlineData("Early stop: ")]
    [InlineData("<task_breakdown>\n1. [Discovery] ")]
    [InlineData("2. [Implementation] ")]
    [InlineData("3. [Verification] ")]
    [InlineData("<SUCCESS CRITERIA>\n✅ ")]
    [InlineData("<NEVER DO>\n❌ Out of scope: Implementing specific feature wishes\n")]
    [InlineData("reasoning_effort: high")]
    [InlineData("branch: feat/speak-feature-a")]
    public void The_prompt_for_other_agents_has_the_whole_scaffold(string piece) =>
        Example().Plan().Plan.Groups[0].Prompt.ShouldContain(piece, Case.Sensitive);
}
