using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Scope and criteria that stand in sections of their own, or under keys outside the groups.</summary>
internal sealed class SectionContract(Section root, GroupFinder finder, Findings findings)
{
    private readonly ContractParts _parts = new(findings);
    private int _line;

    public Contract Read()
    {
        var found = Collect();
        var scope = _parts.Has(ContractField.Scope) || _parts.Has(ContractField.OutOfScope);
        var criteria = _parts.Has(ContractField.Metrics);
        if (scope && criteria)
            return found with { Source = ContractSource.Sections };
        if (!scope && !criteria)
            return found with { Source = ContractSource.None };
        findings.Warn(
            "contract-partial",
            Math.Max(_line, 1),
            scope
                ? "there is a scope and no success criteria: add a section \"Success Criteria\", or a <spec_contract>"
                : "there are success criteria and no scope: add a section \"Scope\" with IN and OUT, or a <spec_contract>"
        );
        return found with { Source = ContractSource.Partial };
    }

    public Contract Collect()
    {
        foreach (var section in root.Children.Concat([root]))
            Visit(section, inside: false);
        return _parts.Made(ContractSource.None, _line);
    }

    private void Visit(Section section, bool inside)
    {
        if (finder.Taken.Contains(section))
            return;
        findings.Step();
        var name = Words.Normal(section.Title.Plain);
        var part =
            section.Level > 0 && !inside && name is "in" or "out"
                ? ContractField.None
                : ContractFields.Of(name);
        if (part != ContractField.None && section.Nodes.Count > 0)
            Add(section);
        else if (section.Level == 0 || part == ContractField.None)
            Loose(section);
        if (part != ContractField.None || name.StartsWith("scope") || name.StartsWith("goals"))
            inside = true;
        foreach (var child in section.Level == 0 ? [] : section.Children)
            if (
                inside
                && part is not ContractField.None and not ContractField.Scope
                && !ContractFields.IsKnown(Words.Normal(child.Title.Plain))
            )
                _parts.Under(section.Title.Plain, child.Line, child.Nodes);
            else
                Visit(child, inside);
    }

    private void Add(Section section)
    {
        if (_line == 0)
            _line = section.Line;
        _parts.Under(section.Title.Plain, section.Line, section.Nodes);
    }

    // "**Scope:**" below another heading says the same.
    private void Loose(Section section)
    {
        var reader = new FieldReader(IsPlain, findings);
        reader.Read(section.Nodes.Where(n => !finder.TakenNodes.Contains(n)));
        foreach (var field in reader.Fields.Where(f => IsPlain(f.Name) && f.Nodes.Count > 0))
        {
            if (_line == 0)
                _line = field.Line;
            _parts.Under(field.Key, field.Line, field.Nodes);
        }
    }

    private static bool IsPlain(string name) =>
        name
            is "scope"
                or "scope boundaries"
                or "in scope"
                or "out of scope"
                or "non goals"
                or "success criteria"
                or "success metrics"
                or "acceptance criteria"
                or "external tasks"
                or "external task";
}
