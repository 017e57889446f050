using Forge.Planning.Markdown;
using Forge.Planning.Wishes;

namespace Forge.Planning.Reading;

/// <summary>Finds the contract: between tags, under its heading, or in the sections that stand in its place.</summary>
internal sealed class ContractReader(
    Section root,
    IReadOnlyList<ContractTag> tags,
    GroupFinder finder,
    Findings findings
)
{
    private readonly ContractParts _parts = new(findings);

    public Contract Read()
    {
        var sections = root.All().Where(s => s.Level > 0 && !finder.Taken.Contains(s)).ToList();
        var heading = sections.Find(s => NameOf(s) is not null);
        var open = tags.FirstOrDefault(t => t.Opens);
        if (heading is not null && (open is null || heading.Line <= open.Line + 1))
            return UnderHeading(heading);
        if (open is not null)
            return BetweenTags(open);
        return new SectionContract(root, finder, findings).Read();
    }

    /// <summary>spec or quality, when the heading is a contract's.</summary>
    private static string? NameOf(Section section)
    {
        var text = section.Title.Plain.ToLowerInvariant();
        var name = Words.Normal(section.Title.Plain);
        foreach (var kind in (ReadOnlySpan<string>)["spec", "quality"])
            if (
                name.StartsWith($"{kind} contract", StringComparison.Ordinal)
                || text.Contains($"<{kind}_contract>")
                || text.Contains($"({kind} contract")
            )
                return kind;
        return null;
    }

    private Contract UnderHeading(Section section)
    {
        var end = tags.FirstOrDefault(t => !t.Opens && t.Line > section.Line)?.Line ?? int.MaxValue;
        if (end == int.MaxValue && section.Title.Plain.Contains('<'))
            findings.Warn(
                "contract-unclosed",
                section.Line,
                "the contract's tag is not closed; it is read to the end of its section"
            );
        var name = Words.Normal(section.Title.Plain);
        if (ContractFields.IsKnown(name))
            _parts.Under(section.Title.Plain, section.Line, section.Nodes.Where(n => n.Line < end));
        else
            _parts.Read(section.Nodes.Where(n => n.Line < end));
        foreach (var child in section.Children)
            Add(child, section.Line, end);
        return Made(NameOf(section)!, section.Line);
    }

    private Contract BetweenTags(ContractTag open)
    {
        var end = tags.FirstOrDefault(t => !t.Opens && t.Line > open.Line)?.Line;
        if (end is null)
            findings.Warn(
                "contract-unclosed",
                open.Line,
                $"<{open.Name}> is not closed; it is read to the end of its section"
            );
        var around = root.All().LastOrDefault(s => s.Line <= open.Line || s.Level == 0) ?? root;
        _parts.Read(around.Nodes.Where(n => n.Line >= open.Line && n.Line < (end ?? int.MaxValue)));
        if (end is { } last)
            foreach (
                var section in root.All()
                    .Where(s => s.Level > 0 && s.Line > open.Line && s.Line < last)
                    .ToList()
            )
                AddOne(section, last);
        return Made(open.Name.Split('_')[0], open.Line);
    }

    private void Add(Section section, int from, int end)
    {
        if (section.Line < from || section.Line > end || finder.Taken.Contains(section))
            return;
        AddOne(section, end);
        foreach (var child in section.Children)
            Add(child, from, end);
    }

    private void AddOne(Section section, int end)
    {
        var nodes = section.Nodes.Where(n => n.Line < end);
        if (ContractFields.IsKnown(Words.Normal(section.Title.Plain)))
            _parts.Under(section.Title.Plain, section.Line, nodes);
        else
            _parts.Read(nodes);
    }

    private Contract Made(string kind, int line)
    {
        var contract = _parts.Made(
            kind == "quality" ? ContractSource.QualityContract : ContractSource.SpecContract,
            line
        );
        if (contract.Scope.Count > 0 && contract.SuccessMetrics.Count > 0)
            return contract;
        // What the contract leaves out may stand elsewhere in the document.
        var rest = new SectionContract(root, finder, findings).Collect();
        foreach (
            var (missing, found, name) in new[]
            {
                (contract.Scope, rest.Scope, "scope"),
                (contract.SuccessMetrics, rest.SuccessMetrics, "success metrics"),
            }
        )
            if (missing.Count == 0 && found.Count > 0)
                findings.Hint(
                    "contract-part-elsewhere",
                    line,
                    $"the contract names no {name}; those of the rest of the document are taken"
                );
            else if (missing.Count == 0)
                findings.Warn("contract-part-missing", line, $"the contract names no {name}");
        return contract with
        {
            Scope = contract.Scope.Count > 0 ? contract.Scope : rest.Scope,
            OutOfScope = contract.OutOfScope.Count > 0 ? contract.OutOfScope : rest.OutOfScope,
            SuccessMetrics =
                contract.SuccessMetrics.Count > 0 ? contract.SuccessMetrics : rest.SuccessMetrics,
        };
    }
}
