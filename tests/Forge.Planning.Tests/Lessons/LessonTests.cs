using Forge.Planning.Lessons;
using Forge.Planning.Plans;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Lessons;

/// <summary>Lessons as files, where they come from and who is told.</summary>
public sealed class LessonTests
{
    private static readonly DateOnly Day = new(2026, 11, 26);

    private static Lesson Lesson(string body, params string[] appliesTo) =>
        LessonFinder.Typed(body, Day, appliesTo);

    [Fact]
    public void A_lesson_is_a_file_with_its_source()
    {
        var lesson = Lesson(
            "Run `make gen` first: the parser is generated.",
            "src/{a,b}.c",
            "persona:tests"
        ) with
        {
            Source = new LessonSource(LessonKind.Blocker, "reports/b.md", "a: 1", "1a2b3c4"),
            Tags = ["code-generation"],
        };
        LessonFile
            .Path(lesson)
            .ShouldBe(".genie/lessons/2026-11-26-run-make-gen-first-the-parser-is-generated.md");
        var text = LessonFile.Write(lesson);
        text.ShouldBe(
            """
            ---
            id: "2026-11-26-run-make-gen-first-the-parser-is-generated"
            source:
              kind: blocker
              path: "reports/b.md"
              attempt: "a: 1"
              commit: "1a2b3c4"
            created: 2026-11-26
            applies_to: ["src/{a,b}.c", "persona:tests"]
            tags: ["code-generation"]
            ---

            Run `make gen` first: the parser is generated.

            """
        );
        var read = LessonFile.Read(text, LessonFile.Path(lesson)).ShouldNotBeNull();
        read.Source.ShouldBe(lesson.Source);
        read.AppliesTo.ShouldBe(lesson.AppliesTo);
        LessonFile.Write(read).ShouldBe(text);
    }

    [Fact]
    public void Any_text_reads_back_as_it_was_written() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<(NonNull<string>, NonNull<string>)>(),
                pair =>
                {
                    var body = new string([
                        .. pair.Item1.Get.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)),
                    ]);
                    var path = new string([
                        .. pair.Item2.Get.Where(c =>
                            !char.IsControl(c) && !char.IsSurrogate(c) && c < 0xFFF0
                        ),
                    ]);
                    if (body.Trim().Length == 0)
                        return;
                    var lesson = Lesson(body) with
                    {
                        Source = new LessonSource(
                            LessonKind.Review,
                            path.Length == 0 ? null : path
                        ),
                    };
                    var text = LessonFile.Write(lesson);
                    var read = LessonFile.Read(text, LessonFile.Path(lesson)).ShouldNotBeNull();
                    LessonFile.Write(read).ShouldBe(text);
                    read.Source.Path.ShouldBe(lesson.Source.Path);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261126, 1));

    [Theory]
    [InlineData("---\nsource: done\n---\nText", "2026-01-02-x", "Done 2026-01-02")]
    [InlineData(
        "---\nsource:\n  kind: failure\ncreated: 2025-05-06T07:08:09Z\n---\nText",
        "x",
        "Failure 2025-05-06"
    )]
    [InlineData("---\ntags: a\n---\nText", "x", "Person 0001-01-01")]
    public void What_is_missing_is_taken_from_the_name(string text, string name, string expected)
    {
        var lesson = LessonFile.Read(text, $".genie/lessons/{name}.md").ShouldNotBeNull();
        $"{lesson.Source.Kind} {lesson.Created:yyyy-MM-dd}".ShouldBe(expected);
        lesson.Id.ShouldBe(name);
    }

    [Theory]
    [InlineData("Just text")]
    [InlineData("---\nid: x\n---\n")]
    [InlineData("")]
    public void What_has_no_front_matter_or_no_text_is_no_lesson(string text) =>
        LessonFile.Read(text, "x.md").ShouldBeNull();

    [Fact]
    public void Reports_give_what_stands_under_the_names_of_lessons()
    {
        var found = LessonFinder.InReport(
            """
            # Done Report
            ## Files
            - not this one here
            ## Lessons Learned
            - **Cache** must be cleared before the build
              - with `make clean`
            - short
            ### Details
            - Ports are taken on this machine
            ## Follow-ups
            - [ ] Move the timeout into the settings
            - [ ] Group A is not merged: awaiting_review
            - [ ] 10 points of `discovery/context-completeness` not proved: nobody awarded them
            - [ ] Then plan again; the wish itself was not changed
            ## 💡 Learnings
            One paragraph that says what was learnt.

            The list below is named by this line:
            ```
            - no lesson in code at all
            ```
            """,
            "reports/done.md",
            LessonKind.Done,
            Day
        );
        found
            .Select(l => $"{string.Join(',', l.Tags)}: {l.Body}")
            .ShouldBe([
                "lessons-learned: **Cache** must be cleared before the build\n- with `make clean`",
                "lessons-learned: Ports are taken on this machine",
                "follow-ups: Move the timeout into the settings",
                "learnings: One paragraph that says what was learnt.",
            ]);
        found.ShouldAllBe(l => l.Source == new LessonSource(LessonKind.Done, "reports/done.md"));
        found[0].Id.ShouldBe("2026-11-26-cache-must-be-cleared-before-the-build");
    }

    [Fact]
    public void The_reports_of_public_projects_give_candidates()
    {
        LessonFinder
            .InReport(CorpusFiles.Text("reports/done-report.md"), "d.md", LessonKind.Done, Day)
            .ShouldContain(l => l.Body == "Human reviews forge plan");
        LessonFinder
            .InReport(
                CorpusFiles.Text("reports/blocker-report.md"),
                "b.md",
                LessonKind.Blocker,
                Day
            )
            .ShouldNotBeEmpty();
    }

    [Fact]
    public void A_failure_gives_its_cause_and_what_shows_it()
    {
        var lesson = LessonFinder.InFailure(
            new FailureFacts
            {
                Group = "A",
                Attempt = "a1",
                Cause = "rate_limit",
                Evidence = "429 ``` too many",
                Mend = "waiting until it was reset",
                Commit = "1a2b3c4",
                Files = ["src/a.c"],
            },
            Day
        );
        lesson.Body.ShouldBe(
            "Group A failed, cause rate limit.\nWhat helped: waiting until it was reset\n\n````text\n429 ``` too many\n````"
        );
        lesson.Source.ShouldBe(new LessonSource(LessonKind.Failure, null, "a1", "1a2b3c4"));
        lesson.AppliesTo.ShouldBe(["src/a.c"]);
        lesson.Tags.ShouldBe(["rate-limit"]);
    }

    [Fact]
    public void What_is_known_is_not_learnt_again_and_ids_are_free()
    {
        var old = Lesson("The same first line here\nand more");
        LessonFinder
            .New(
                [
                    Lesson("The same  first line here\nand more"),
                    Lesson("The same first line here\nand else"),
                ],
                [old]
            )
            .Select(l => l.Id)
            .ShouldBe(["2026-11-26-the-same-first-line-here-2"]);
    }

    private static readonly PlanGroup Group = Sample.Three().Groups[0];

    private static string Chosen(int most, params Lesson[] lessons) =>
        string.Join(
            " / ",
            LessonChoice.For(Group, lessons, most).Select(c => $"{c.Lesson.Body}: {c.Because}")
        );

    [Theory]
    [InlineData("src/parser/lex.c", true)]
    [InlineData("src/**", true)]
    [InlineData("src/parser", true)]
    [InlineData("src/printer.c", false)]
    [InlineData("docs/*.md", false)]
    [InlineData("persona:Implementor", true)]
    [InlineData("persona:tests", false)]
    [InlineData("work", true)]
    [InlineData("final_validation", false)]
    public void A_lesson_is_told_where_it_applies(string target, bool told) =>
        LessonChoice.For(Group, [Lesson("x", target)]).Any().ShouldBe(told);

    [Fact]
    public void Files_come_before_persona_and_words_and_only_so_many_are_told()
    {
        Lesson[] all =
        [
            Lesson("kind", "work"),
            Lesson("by file", "src/parser/a.c"),
            Lesson("nothing to do with it", "web/**"),
            Lesson("tagged") with
            {
                Tags = ["parser"],
            },
            Lesson("by persona", "persona:implementor"),
        ];
        Chosen(9, all)
            .ShouldBe(
                "by file: its file src/parser/** / by persona: persona implementor / tagged: it speaks of parser / kind: groups that do work"
            );
        Chosen(2, all).ShouldBe(Chosen(2, [.. all.Reverse()]));
        Chosen(0, all).ShouldBe("");
    }

    private static Desk Desk() =>
        Support.Desk.Groups(
            "### Group A – parser\n- **Goal:** Read it\n- **Files:** `src/parser/**`\n- **Validation:** `make test`"
        );

    private static PlanOutcome Plan(Desk desk, params Lesson[] lessons) =>
        Planner.Plan(
            desk.Wish(),
            new PlanFacts
            {
                Now = desk.Now,
                WishPath = desk.WishPath,
                WishText = desk.Text,
                Branches = desk.Branches,
                BaseBranch = "main",
                Existing = new Dictionary<string, string>(desk.Files),
                Lessons = lessons,
            }
        );

    [Fact]
    public void A_plan_tells_each_group_with_the_source()
    {
        var lesson = Lesson("Run `make gen` first.", "src/parser/x.c");
        var outcome = Plan(Desk(), lesson, Lesson("For the web only", "web/**"));
        const string Section = """
            ## Lessons
            What earlier work in this repository taught; follow what applies here.
            - Run `make gen` first. (`@.genie/lessons/2026-11-26-run-make-gen-first.md`; from a person)

            """;
        outcome.Plan.Groups[0].Prompt.ShouldContain(Section);
        outcome.Plan.Groups[0].Prompt.ShouldNotContain("web only");
        outcome.Changes.Files.Single(f => f.Path.EndsWith("task-a.md")).New!.ShouldContain(Section);
    }

    [Fact]
    public void Without_lessons_not_a_byte_is_different()
    {
        var bare = Plan(Desk());
        var other = Plan(Desk(), Lesson("For the web only", "web/**"));
        other.Plan.Groups[0].Prompt.ShouldBe(bare.Plan.Groups[0].Prompt);
        other.Changes.Files.Select(f => f.New).ShouldBe(bare.Changes.Files.Select(f => f.New));
    }

    [Theory]
    [InlineData("pending", "update")]
    [InlineData("running", "kept")]
    [InlineData("merged", "kept")]
    public void A_lesson_that_comes_later_halts_nobody(string status, string action)
    {
        var desk = Desk();
        desk.Write();
        desk.Edit("task-a.md", "**Status:** pending", $"**Status:** {status}");
        var outcome = Plan(desk, Lesson("Run `make gen` first.", "src/parser/x.c"));
        outcome.IsBlocked.ShouldBeFalse();
        outcome
            .Changes.Files.Single(f => f.Path.EndsWith("task-a.md"))
            .Action.ToString()
            .ToLowerInvariant()
            .ShouldBe(action);
    }
}
