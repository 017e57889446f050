using Forge.Planning.Files;
using Forge.Planning.Linting;
using Forge.Planning.Plans;
using Forge.Planning.Tests.Reading;
using Forge.Planning.Tests.Support;
using Forge.Planning.Wishes;
using FsCheck;
using FsCheck.Fluent;

namespace Forge.Planning.Tests.Plans;

/// <summary>Whatever a document says: planning ends, twice is once, and what is planned holds together.</summary>
public sealed class PlanPropertyTests
{
    private static readonly Config Often = Config
        .QuickThrowOnFailure.WithMaxTest(250)
        .WithReplay(20261126, 1);

    [Fact]
    public void Any_document_is_planned_or_blocked_and_planning_again_changes_nothing() =>
        Prop.ForAll(
                PropertyTests.Changes,
                change =>
                {
                    var desk = Desk.Of(
                        Approved(PropertyTests.Mutated(change.Item1, change.Item2, change.Item3))
                    );
                    var outcome = desk.Write();
                    var plan = outcome.Plan;
                    Holds(plan);
                    plan.Blockers.ShouldAllBe(b => b.Line >= 1 && b.Mend.Length > 0);
                    (plan.BlockerFile is null).ShouldBe(plan.State == PlanState.Draft);
                    desk.Now = desk.Now.AddDays(1);
                    desk.Branches.AddRange(plan.Groups.Select(g => g.Branch));
                    desk.Write().Said().ShouldBe("");
                    PlanLinter
                        .Lint("w.md", plan, desk.Wish(), new LintFacts { HasProgram = _ => false })
                        .Findings.ShouldAllBe(f => f.Line >= 1 && f.Mend.Length > 0);
                }
            )
            .Check(Often);

    [Fact]
    public void A_change_of_the_wish_never_takes_a_persons_words_away() =>
        Prop.ForAll(
                PropertyTests.Changes,
                change =>
                {
                    var desk = Desk.Of(Approved(PropertyTests.Mutated(change.Item1, [], [])));
                    if (desk.Write().IsBlocked)
                        return;
                    var edits = change.Item2.Select((cut, i) => Edit(desk, cut, i)).ToList();
                    desk.Text = Approved(
                        PropertyTests.Mutated(change.Item1, change.Item2, change.Item3)
                    );
                    desk.Write();
                    foreach (var edit in edits)
                        desk.Files.Values.ShouldContain(text => text.Contains(edit));
                    desk.Write().Said().ShouldBe("");
                }
            )
            .Check(Often);

    // A line of its own somewhere in one of the files, but not among our comments.
    private static string Edit(Desk desk, int where, int number)
    {
        var path = desk.Files.Keys.ElementAt(where % desk.Files.Count);
        var lines = desk.Files[path].Split('\n').ToList();
        var words = $"a person wrote this, number {number}";
        lines.Insert(where % lines.Count, words);
        desk.Files[path] = string.Join('\n', lines);
        return words;
    }

    private static string Approved(string text) =>
        text.Replace("DRAFT", "APPROVED")
            .Replace("COMPLETE", "APPROVED")
            .Replace("SHIPPED", "APPROVED")
            .Replace("DONE", "APPROVED")
            .Replace("100/100 ✅", "APPROVED");

    private static void Holds(ForgePlan plan)
    {
        var ids = plan.Groups.Select(g => g.Id).ToHashSet();
        plan.Groups.Select(g => g.Id).ShouldBeUnique();
        plan.Groups.Select(g => g.TaskTitle).ShouldBeUnique();
        plan.Groups.Select(g => g.TaskFile).ShouldBeUnique();
        plan.Groups.ShouldAllBe(g => g.TaskTitle.Length <= TaskTitles.MaxLength);
        plan.Groups.ShouldAllBe(g => g.DependsOn.All(ids.Contains));
        plan.Groups.Sum(g => g.TargetScore).ShouldBe(plan.Matrix.Mapped);
        if (plan.State == PlanState.Blocked)
            return;
        plan.Groups.Select(g => g.Branch).Append(plan.Branch.Name).ShouldBeUnique();
        plan.Groups.ShouldAllBe(g => g.Branch.Length <= BranchNames.MaxLength);
        plan.Groups.ShouldAllBe(g => g.Persona != null && g.Prompt.Length > 0);
        plan.Waves.SelectMany(w => w).ShouldBe(ids, ignoreOrder: true);
        foreach (var text in plan.Changes.Where(c => c.Writes).Select(c => c.New!))
            MarkedText.Parse(text).Chunks.ShouldAllBe(c => !c.IsEdited);
    }
}
