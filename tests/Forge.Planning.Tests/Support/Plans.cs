using Forge.Planning.Files;
using Forge.Planning.Personas;
using Forge.Planning.Plans;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Tests.Support;

/// <summary>Plans without a disk: files are a dictionary, and writing puts them there.</summary>
internal sealed class Desk
{
    public static readonly DateTimeOffset Start = new(2026, 11, 26, 18, 5, 0, TimeSpan.Zero);

    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);
    public List<Persona> Personas { get; } = [];
    public List<string> Branches { get; } = ["main"];
    public DateTimeOffset Now { get; set; } = Start;
    public string WishPath { get; init; } = ".genie/wishes/sample/sample-wish.md";
    public string Text { get; set; } = "";

    public static Desk Of(string text) => new() { Text = text };

    /// <summary>An approved wish with these groups.</summary>
    public static Desk Groups(string groups, string rest = "", string head = "") =>
        Of(
            $"# Wish: Sample\n\n**Status:** APPROVED\n{head}\n## Scope\n### IN\n- a\n### OUT\n- b\n\n## Success Criteria\n- [ ] c\n\n## Execution Groups\n\n{groups}\n\n{rest}\n"
        );

    public Wish Wish() => DocumentReader.Read(Text, new ReadOptions { Path = "/r/" + WishPath });

    public PlanOutcome Plan(bool finalValidation = false, params string[] only) =>
        Planner.Plan(
            Wish(),
            new PlanFacts
            {
                Now = Now,
                WishPath = WishPath,
                WishText = Text,
                Personas = Personas,
                Branches = Branches,
                BaseBranch = "main",
                Existing = new Dictionary<string, string>(Files),
                FinalValidation = finalValidation,
                OnlyGroups = only,
            }
        );

    /// <summary>Plans and writes.</summary>
    public PlanOutcome Write(bool finalValidation = false, params string[] only)
    {
        var outcome = Plan(finalValidation, only);
        foreach (var change in outcome.Changes.Files.Where(c => c.Writes))
        {
            if (change.ArchivedAs is { } archive)
            {
                Files.ContainsKey(archive).ShouldBeFalse("an archive takes nobody's place");
                Files[archive] = Files[change.Path];
            }
            if (change.New is { } text)
                Files[change.Path] = text;
            else
                Files.Remove(change.Path);
        }
        return outcome;
    }

    public string Task(string group) => Files[$".genie/wishes/sample/task-{group}.md"];

    public string PlanText => Files.Single(f => f.Key.Contains("/reports/forge-plan-")).Value;

    public void Edit(string file, string old, string @new)
    {
        var path = Files.Keys.Single(k => k.Contains(file));
        Files[path].ShouldContain(old);
        Files[path] = Files[path].Replace(old, @new);
    }
}

internal static class PlanWords
{
    public static string Codes(this ForgePlan plan) =>
        string.Join(' ', plan.Diagnostics.Select(d => d.Code).Distinct().Order());

    public static string Halts(this ForgePlan plan) =>
        string.Join(' ', plan.Blockers.Select(b => b.Code).Distinct().Order());

    /// <summary><c>create task-a.md, update …</c>, without what does not change.</summary>
    public static string Said(this PlanOutcome outcome) =>
        string.Join(
            ", ",
            outcome
                .Changes.Files.Where(c => c.Action != FileAction.Unchanged)
                .Select(c =>
                    $"{c.Action.ToString().ToLowerInvariant()} {c.Path[(c.Path.LastIndexOf('/') + 1)..]}"
                )
        );
}
