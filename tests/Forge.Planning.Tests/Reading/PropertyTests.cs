using System.Text.Json;
using Forge.Planning.Reading;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Reading;

/// <summary>Whatever is done to a document: it is read, the findings are few, and reading again gives the same.</summary>
public sealed class PropertyTests
{
    private static readonly string[] Documents =
    [
        .. CorpusFiles.Documents().Select(CorpusFiles.Text),
    ];

    private static readonly string[] Noise =
    [
        "```",
        "~~~",
        "### Group A: x",
        "<spec_contract>",
        "</spec_contract>",
        "<!--",
        "-->",
        "---",
        "|",
        "| a | b |\n|---|---|",
        "**",
        "- [ ]",
        "> > >",
        "\t",
        "\0",
        "\uFEFF",
        "\uD83D",
        "â€",
        "Group 1-999999",
        "**Depends on:** all groups",
        "\r",
        "1. 1. 1.",
        "[[[[",
        "***___***",
        "Wave 1 (sequential)",
        "A → A",
        "( ( (",
        "### Groups",
        "#",
        "$",
        "{{",
        "**Status:**",
        "(depends on A, B",
        "`",
        "$(",
        "<<EOF",
    ];

    internal static string Mutated(int document, int[] cuts, int[] noise)
    {
        var lines = Documents[document % Documents.Length].Split('\n').ToList();
        for (var i = 0; i < cuts.Length; i++)
        {
            var at = lines.Count == 0 ? 0 : cuts[i] % lines.Count;
            switch (cuts[i] % 5)
            {
                case 0 when lines.Count > 1:
                    lines.RemoveAt(at);
                    break;
                case 1 when lines.Count > 1:
                    (lines[at], lines[^1]) = (lines[^1], lines[at]);
                    break;
                case 2 when lines.Count > 0:
                    lines[at] = lines[at][..(cuts[i] % (lines[at].Length + 1))];
                    break;
                case 3 when lines.Count > 0:
                    lines.InsertRange(at, lines.Skip(at).Take(5).ToList());
                    break;
                default:
                    lines.Insert(at, Noise[noise[i % noise.Length] % Noise.Length]);
                    break;
            }
        }
        return string.Join(cuts.Length % 3 == 0 ? "\r\n" : "\n", lines);
    }

    internal static readonly Arbitrary<(int, int[], int[])> Changes = Arb.From(
        from document in Gen.Choose(0, 1000)
        from cuts in Gen.ArrayOf(Gen.Choose(0, 100_000), 12)
        from noise in Gen.ArrayOf(Gen.Choose(0, 1000), 12)
        select (document, cuts, noise)
    );

    [Fact]
    public void A_changed_document_is_always_read() =>
        Prop.ForAll(
                Changes,
                change =>
                {
                    var text = Mutated(change.Item1, change.Item2, change.Item3);
                    var wish = DocumentReader.Read(text);
                    var lines = text.Split('\n').Length + text.Count(c => c == '\r') + 1;
                    wish.Diagnostics.Count.ShouldBeLessThan(Findings.MaxOfOneCode * 40);
                    wish.Diagnostics.ShouldAllBe(d => d.Line >= 1 && d.Line <= lines);
                    wish.Groups.Select(g => g.Id).ShouldBeUnique();
                    var ids = wish.Groups.Select(g => g.Id).ToHashSet();
                    wish.Edges.ShouldAllBe(e => ids.Contains(e.Group) && ids.Contains(e.DependsOn));
                    wish.Waves.SelectMany(w => w).ShouldBeUnique();
                    Json(DocumentReader.Read(text)).ShouldBe(Json(wish));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20261121, 1));

    [Theory]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("1. ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("**")]
    [InlineData("_a")]
    [InlineData("`")]
    [InlineData("![")]
    [InlineData("<a")]
    [InlineData("(")]
    [InlineData("|")]
    [InlineData("Group A, ")]
    [InlineData("A → ")]
    [InlineData("# ")]
    [InlineData("{")]
    public void Thousands_of_the_same_mark_are_survived(string mark)
    {
        var line = string.Concat(Enumerable.Repeat(mark, 20_000));
        Docs.Groups("### Group A: One\n**Goal:** x\n\n" + line).Groups.Count.ShouldBeGreaterThan(0);
        Docs.Groups("### Group A: One\n**Dependencies:** " + line)
            .Groups.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_work_grows_with_the_length_and_no_faster()
    {
        var small = Steps(100);
        var large = Steps(1000);
        small.ShouldBeGreaterThan(1000);
        ((double)large / small).ShouldBeLessThan(11.5);
    }

    [Fact]
    public void A_wish_of_five_megabytes_is_read()
    {
        var text = Synthetic(1000, filler: 90);
        text.Length.ShouldBeGreaterThan(5_000_000);
        var wish = Docs.Read(text);
        wish.Groups.Count.ShouldBe(1000);
        wish.Waves.Count.ShouldBe(1000);
        wish.Groups.Sum(g => g.Validation.Count).ShouldBe(2000);
    }

    private static long Steps(int groups)
    {
        var findings = new Findings();
        WishReader
            .Read(Synthetic(groups, filler: 3), new ReadOptions(), findings)
            .Groups.Count.ShouldBe(groups);
        return findings.Steps;
    }

    private static string Synthetic(int groups, int filler)
    {
        var text = new System.Text.StringBuilder(
            "# Wish: Large\n\n**Status:** APPROVED\n\n## Scope\n### IN\n- a\n\n## Success Criteria\n- b\n\n## Execution Groups\n"
        );
        for (var i = 1; i <= groups; i++)
        {
            text.Append(
                $"\n### Group {i}: Work number {i}\n\n**Goal:** do {i}\n\n**Deliverables:**\n"
            );
            for (var k = 0; k < filler; k++)
                text.Append($"- deliverable {k} with `src/file{i}_{k}.cs` and some words\n");
            text.Append($"\n**Validation:**\n```bash\nnpm test -- {i}\nnpm run lint\n```\n");
            if (i > 1)
                text.Append($"\n**depends-on:** Group {i - 1}\n");
        }
        text.Append(
            "\n## Execution Strategy\n\n### Wave 1 (sequential)\n| Group | Agent |\n|---|---|\n"
        );
        for (var i = 1; i <= groups; i++)
            text.Append($"| {i} | engineer |\n");
        return text.ToString();
    }

    private static string Json(Wish wish) => PlanningJson.Text(wish, j => j.Wish);
}
