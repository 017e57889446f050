using Forge.Planning.Plans;
using Forge.Planning.Reports;
using Forge.Planning.Scoring;
using Forge.Planning.Tests.Support;

namespace Forge.Planning.Tests.Reports;

/// <summary>What is committed with a merge to prove it.</summary>
public sealed class EvidenceFilesTests
{
    private static readonly PlanGroup Group = SampleRun.Plan.Groups[0];

    [Fact]
    public void A_group_has_a_table_and_a_log_for_each_run()
    {
        var files = EvidenceFiles.Of(
            Group,
            [
                new(Sample.Run("make test-parser", 2), "one\ntwo\n"),
                new(Sample.Run("make test-parser", 0, "feedbeefcafe", 1), ""),
            ],
            Reviewer.OfGroup(SampleRun.Plan, SampleRun.Evidence.Groups[0])
        );
        const string Folder = ".genie/wishes/sample/qa/group-a/";
        files.Keys.ShouldBe([
            Folder + "validation-1.log",
            Folder + "validation-2.log",
            Folder + "validation.md",
        ]);
        files[Folder + "validation-1.log"]
            .ShouldBe(
                """
                $ make test-parser
                # exit 2; commit 1a2b3c4d5e6f; worktree; started 2026-11-26T12:00:00Z; took 4.2 s

                one
                two

                """
            );
        files[Folder + "validation-2.log"]
            .ShouldBe(
                """
                $ make test-parser
                # exit 0; commit feedbeefcafe; worktree; started 2026-11-26T12:01:00Z; took 4.2 s

                """
            );
        var table = files[Folder + "validation.md"];
        table.ShouldStartWith("# Validation: Group A: parser\n\n**Verdict:** ");
        table.ShouldContain(
            "| [validation-2.log](validation-2.log) | `make test-parser` | exit 0 | feedbee | worktree | 2026-11-26T12:01:00Z | 4.2 s | yes |\n"
        );
    }

    [Fact]
    public void The_whole_has_one_log()
    {
        var files = EvidenceFiles.OfWhole(
            SampleRun.Plan,
            [new(Sample.Run("make test"), "a\n"), new(Sample.Run("make lint"), "b")]
        );
        files.Keys.ShouldBe([
            ".genie/wishes/sample/qa/validation.log",
            ".genie/wishes/sample/qa/validation.md",
        ]);
        files.Values.First().ShouldContain("\n\na\n\n$ make lint\n");
        EvidenceFiles
            .OfWhole(SampleRun.Plan, [])
            .Keys.ShouldBe([".genie/wishes/sample/qa/validation.md"]);
    }

    [Theory]
    [InlineData("line\n", 40_000)]
    [InlineData("x", 200_000)]
    [InlineData("🧞", 100_000)]
    [InlineData("a🧞", 100_000)]
    public void A_long_output_keeps_its_head_and_its_tail(string piece, int times)
    {
        var output = "first\n" + string.Concat(Enumerable.Repeat(piece, times)) + "last\n";
        var log = EvidenceFiles
            .Of(Group, [new(Sample.Run("make"), output)])
            .Single(f => f.Key.EndsWith(".log"))
            .Value;
        log.Length.ShouldBeLessThan(2 * EvidenceFiles.KeptOfEachEnd + 300);
        log.ShouldContain("\n\nfirst\n");
        log.ShouldEndWith("last\n");
        log.ShouldContain(" characters left out …");
        for (var i = 0; i < log.Length; i++)
            if (char.IsSurrogate(log[i]))
                char.IsSurrogatePair(log, i++).ShouldBeTrue("no letter is cut in two");
    }

    [Fact]
    public void An_output_that_fits_is_kept_whole()
    {
        var output = new string('x', 2 * EvidenceFiles.KeptOfEachEnd);
        EvidenceFiles
            .Of(Group, [new(Sample.Run("make"), output)])
            .Values.ShouldContain(v => v.Contains(output));
    }
}
