using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Reading;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("```bash\nnpm test\n```", "npm test")]
    [InlineData("```sh\nnpm ci && npm test | tee log\n```", "npm ci && npm test | tee log")]
    [InlineData("```\nnpm test\ncargo test\n```", "npm test||cargo test")]
    [InlineData(
        "```bash\n# a comment\nnpm test  # Should be 0\n\n# Expected: green\n```",
        "npm test"
    )]
    [InlineData(
        "```bash\nnpm test \\\n  --watch=false \\\n  --ci\n```",
        "npm test --watch=false --ci"
    )]
    [InlineData(
        "```console\n$ npm test\n12 passed\n$ npm run lint\nok\n```",
        "npm test||npm run lint"
    )]
    [InlineData(
        "```bash\nfor f in *; do\n  echo $f\ndone\nnpm test\n```",
        "for f in *; do\n  echo $f\ndone||npm test"
    )]
    [InlineData(
        "```bash\nif [ -f a ]; then\n  echo yes\nelse\n  echo no\nfi\n```",
        "if [ -f a ]; then\n  echo yes\nelse\n  echo no\nfi"
    )]
    [InlineData(
        "```bash\ncat <<EOF\n# text\nEOF\nnpm test\n```",
        "cat <<EOF\n# text\nEOF||npm test"
    )]
    [InlineData("```bash\necho 'a\nb'\nnpm test\n```", "echo 'a\nb'||npm test")]
    [InlineData("```bash\necho don't\nnpm test\n```", "echo don't||npm test")]
    [InlineData("```bash\ngrep -c \"a # b\" file\n```", "grep -c \"a # b\" file")]
    [InlineData("```text\nthis is output\n```", "")]
    [InlineData("```sql\nselect 1\n```", "")]
    [InlineData("`npm test`", "npm test")]
    [InlineData(
        "- `npm test` passes\n- All is well\n- `src/a.ts` exists\n- `count` is 3",
        "npm test"
    )]
    [InlineData("- Tests pass (`pnpm run check`)", "pnpm run check")]
    [InlineData("- Run `make lint` and `make test`", "make lint||make test")]
    [InlineData("- Line count: `wc -l A.md` → must be ≤500", "wc -l A.md")]
    [InlineData("Manual review of completeness", "")]
    [InlineData("1. Run:\n   ```bash\n   npm test\n   ```", "npm test")]
    [InlineData("| Check | Command |\n|---|---|\n| unit | `npm test` |", "npm test")]
    [InlineData("`./scripts/check.sh`", "./scripts/check.sh")]
    [InlineData("`FOO=1 npm test`", "FOO=1 npm test")]
    [InlineData(
        "```bash\n! grep -r foo src\n[ -f a ] && echo ok\n```",
        "! grep -r foo src||[ -f a ] && echo ok"
    )]
    public void Commands_are_counted(string text, string expected)
    {
        var group = Docs.Groups(
            $"### Group A: One\n**Goal:** x\n\n**Validation:**\n\n{text}\n"
        ).Groups[0];
        group
            .Validation.Select(v => v.Command)
            .ShouldBe(expected.Split("||", StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("**Verification:** `npm test`")]
    [InlineData("**Validation Commands:** `npm test`")]
    [InlineData("**Validation hooks:**\n```bash\nnpm test\n```")]
    [InlineData("#### Validation\n```bash\nnpm test\n```")]
    [InlineData("- **Validation:**\n  ```bash\n  npm test\n  ```")]
    [InlineData("- **Validation:** `npm test`")]
    [InlineData("**How to verify:**\n- `npm test`")]
    public void The_field_has_many_names(string text) =>
        Docs.Groups("### Group A: One\n" + text)
            .Groups[0]
            .Validation.ShouldHaveSingleItem()
            .Command.ShouldBe("npm test");

    [Theory]
    [InlineData("send --chat <chat-id>", false)]
    [InlineData("echo {{NAME}}", false)]
    [InlineData("genie run {agent}", false)]
    [InlineData("cmd ...", false)]
    [InlineData("sort < in.txt > out.txt", true)]
    [InlineData("grep \"<spec_contract>\" file.md", true)]
    [InlineData("cp a.{js,ts} b", true)]
    [InlineData("echo ${HOME}", true)]
    [InlineData("git show HEAD^{tree}", true)]
    public void A_placeholder_cannot_run(string command, bool runnable)
    {
        var wish = Docs.Groups($"### Group A: One\n**Validation:**\n```bash\n{command}\n```");
        wish.Groups[0].Validation.ShouldHaveSingleItem().Runnable.ShouldBe(runnable);
        wish.Codes().Contains("validation-placeholder").ShouldBe(!runnable);
    }

    [Fact]
    public void What_is_expected_is_kept()
    {
        var group = Docs.Groups(
            "### Group A: One\n**Validation:**\n```bash\ngrep -c x f  # should be 0\nls a\n# Expected: 8\n```\n- `wc -l A.md` → must be ≤500\n- `cat a | wc -l` > 100"
        ).Groups[0];
        group
            .Validation.Select(v => v.Expect)
            .ShouldBe(["should be 0", "Expected: 8", "must be ≤500", "> 100"]);
        group.Validation[0].Line.ShouldBe(19);
    }

    [Fact]
    public void Commands_under_evidence_count_only_when_nothing_else_does()
    {
        var both = Docs.Groups(
            "### Group A: One\n**Validation:** `npm test`\n**Evidence:**\n```bash\nls qa\n```"
        ).Groups[0];
        both.Validation.ShouldHaveSingleItem().Command.ShouldBe("npm test");
        var wish = Docs.Groups("### Group A: One\n**Evidence:**\n```bash\nls qa\n```");
        wish.Groups[0].Validation.ShouldHaveSingleItem().Command.ShouldBe("ls qa");
        wish.Codes().ShouldContain("validation-from-evidence");
    }

    [Theory]
    [InlineData("## Validation Commands\n```bash\nnpm test\n```")]
    [InlineData("## Verification Plan\n- Run `npm test`")]
    [InlineData(
        "## Validation Hooks\n### After\n```bash\nnpm test\n```\n### Rollback\n```bash\ngit reset\n```"
    )]
    public void Validation_of_the_whole_belongs_to_no_group(string text)
    {
        var wish = Docs.Groups("### Group A: One\n**Goal:** x", text);
        wish.Groups[0].Validation.ShouldBeEmpty();
        wish.Validation.ShouldHaveSingleItem().Command.ShouldBe("npm test");
    }
}
