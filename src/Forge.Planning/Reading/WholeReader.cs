using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>What belongs to the whole document and to no group: branch, other wishes, final validation, files.</summary>
internal sealed class WholeReader
{
    private static readonly HashSet<string> Told =
    [
        "status",
        "wish status",
        "plan status",
        "slug",
        "branch",
        "depends on",
        "depends",
        "blocked by",
        "blocks",
    ];

    public WholeReader(
        Section root,
        GroupFinder finder,
        Head head,
        GroupIndex index,
        Findings findings
    )
    {
        var sections = root.All().Where(s => s.Level > 0 && !finder.Taken.Contains(s)).ToList();
        var firstGroup = finder.Groups is [var first, ..] ? first.Line : int.MaxValue;
        ReadHead(head, index, findings);
        foreach (var section in sections)
        {
            var name = Words.Normal(section.Title.Plain);
            WantsFinalValidation |= IsFinal(name);
            if (!head.Sections.Contains(section))
                ReadFields(section, name, index, findings);
            if (
                IsValidation(name)
                || HasAncestor(section, IsValidation) && !name.Contains("rollback")
            )
                AddValidation(section, name);
            else if (name is "dependencies" or "depends on" && section.Line < firstGroup)
                AddWaits(section.Nodes, index, findings);
            else if (GroupFields.Of(name) == GroupField.Files)
                Files.AddRange(FileNames.Read(section.Nodes, []));
        }
        Validation = [.. Validation.DistinctBy(v => v.Command)];
    }

    public string? Branch { get; private set; }
    public List<string> DependsOn { get; } = [];
    public List<string> Blocks { get; } = [];
    public List<ValidationCommand> Validation { get; } = [];
    public bool WantsFinalValidation { get; private set; }
    public List<string> Files { get; } = [];
    public List<NamedText> Fields { get; } = [];

    private void ReadHead(Head head, GroupIndex index, Findings findings)
    {
        foreach (var (key, (value, line)) in head.Front.Values)
            if (Words.Normal(key) is "depends on" or "depends" or "dependencies")
                AddSlugs(value, DependsOn, index, findings);
            else if (value.Length > 0)
                Fields.Add(new NamedText(key, line, [value]));
        if (head.Front["branch"] is { } branch)
            Branch = branch;
        foreach (var field in head.Fields)
        {
            if (field.Name == "branch")
                Branch ??= BranchName.Read(field.Nodes);
            else if (field.Name is "depends on" or "depends" or "blocked by" or "dependencies")
                AddWaits(field.Nodes, index, findings);
            else if (field.Name == "blocks")
                foreach (var text in Values.Items(field.Nodes))
                    AddSlugs(text, Blocks, index, findings);
            WantsFinalValidation |= IsFinal(field.Name) && !IsNo(field);
            if (!Told.Contains(field.Name))
                Fields.Add(new NamedText(field.Key, field.Line, Values.Items(field.Nodes)));
        }
    }

    private void ReadFields(Section section, string name, GroupIndex index, Findings findings)
    {
        foreach (var line in section.Nodes.SelectMany(Phrases.In))
        {
            findings.Step();
            if (
                line.Pieces.Count == 0
                || Keys.Of(line, n => n is "depends on" or "blocks" or "branch") is not { } found
            )
                continue;
            switch (Words.Normal(found.Key))
            {
                case "depends on" when found.Key.Contains('-'):
                    AddSlugs(found.Rest.Raw, DependsOn, index, findings);
                    break;
                case "blocks":
                    AddSlugs(found.Rest.Raw, Blocks, index, findings);
                    break;
                case "branch"
                or "branch strategy"
                or "decision" when name.Contains("branch") || Words.Normal(found.Key) != "decision":
                    Branch ??= BranchName.Read([new Prose(line.Line, [found.Rest])]);
                    break;
            }
        }
    }

    private void AddWaits(IReadOnlyList<Node> nodes, GroupIndex index, Findings findings)
    {
        foreach (var text in Values.Items(nodes).SelectMany(i => i.Split('\n')))
            AddSlugs(text, DependsOn, index, findings);
    }

    // Of the whole only names of other wishes count; sentences stay in the contract.
    private static void AddSlugs(string text, List<string> to, GroupIndex index, Findings findings)
    {
        foreach (
            var item in DependencyText
                .Read(text, index, findings)
                .External.Where(DependencyText.IsSlug)
        )
            if (!to.Contains(item))
                to.Add(item);
    }

    private static bool IsFinal(string name) =>
        name is "final validation" or "final validation group" or "final verification";

    private static bool IsNo(Field field) =>
        Values.Items(field.Nodes) is [var only] && Words.IsNothing(only);

    private static bool IsValidation(string name) =>
        !name.Contains("rollback")
        && (
            name.StartsWith("validation")
            || name.StartsWith("verification")
            || name is "final validation" or "quality gates" or "overall validation"
        );

    private static bool HasAncestor(Section section, Func<string, bool> test)
    {
        for (var above = section.Parent; above is { Level: > 0 }; above = above.Parent)
            if (test(Words.Normal(above.Title.Plain)))
                return true;
        return false;
    }

    private void AddValidation(Section section, string name)
    {
        // A phase of the matrix is called so, too.
        if (name.Contains("phase") || name.Contains("completeness"))
            return;
        var reader = new FieldReader(GroupFields.IsKnown, new Findings());
        reader.Read(section.Nodes);
        Validation.AddRange(ValidationReader.Read(reader.Loose).Commands);
        foreach (var field in reader.Fields)
            if (
                GroupFields.Of(field.Name)
                    is not (GroupField.Evidence or GroupField.Branch or GroupField.Risk)
                && !field.Name.Contains("path")
                && !field.Name.Contains("approval")
                && !field.Name.Contains("rollback")
            )
                Validation.AddRange(
                    ValidationReader.Read(field.Nodes, field.Name.Contains("command")).Commands
                );
    }
}
