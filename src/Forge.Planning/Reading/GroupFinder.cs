using Forge.Planning.Markdown;

namespace Forge.Planning.Reading;

/// <summary>Finds the groups of a document: headings first, then bare lines where groups are at home.</summary>
/// <param name="word">What a group is called: group, or phase where the person asked for phases.</param>
internal sealed class GroupFinder(string word, Findings findings)
{
    private readonly Dictionary<string, GroupBody> _byKey = [];
    private readonly HashSet<Section> _taken = [];

    public List<GroupBody> Groups { get; } = [];

    /// <summary>Sections that are a group's, so nobody else's.</summary>
    public IReadOnlySet<Section> Taken => _taken;

    /// <summary>Blocks of a section of groups that belong to a group of bare lines.</summary>
    public HashSet<Node> TakenNodes { get; } = [];

    public void Find(Section root)
    {
        var here = new Place(AtHome: false, Under: null, Elsewhere: null);
        Visit(root, here);
        if (Groups.Count == 0 || Groups.All(g => g.Parts.Count == 0))
            findings.Step();
        foreach (var home in root.All().Where(s => IsHome(s) && !_taken.Contains(s)))
            new BareGroups(word, this, findings).Find(home);
        Groups.Sort((a, b) => a.Line.CompareTo(b.Line));
    }

    /// <param name="AtHome">In a section of groups.</param>
    /// <param name="Under">The field after which the section around is named: Evidence, for example.</param>
    /// <param name="Elsewhere">The section around speaks of groups that stand elsewhere: a review, an example.</param>
    private readonly record struct Place(bool AtHome, string? Under, string? Elsewhere);

    private void Visit(Section section, Place place)
    {
        findings.Step();
        if (section.Level > 0)
            place = new Place(
                place.AtHome || IsHome(section),
                GroupFields.IsKnown(NameOf(section)) ? NameOf(section) : place.Under,
                Elsewhere(section) ?? place.Elsewhere
            );
        var children = section.Children;
        var strict = children.Any(c =>
            GroupHeading.Parse(c.Title.Plain, word, place.AtHome).Kind == HeadingKind.Group
        );
        for (var i = 0; i < children.Count; i++)
        {
            if (_taken.Contains(children[i]))
                continue;
            var heading = GroupHeading.Parse(children[i].Title.Plain, word, place.AtHome);
            if (heading.Kind == HeadingKind.Loose && !place.AtHome && !strict)
                heading = Unclear(heading, children[i]);
            if (
                heading.Kind is HeadingKind.Group or HeadingKind.Loose
                && Open(children[i], heading, place) is { } body
            )
            {
                Fill(body, children[i], place);
                TakeSiblings(body, children, i + 1, place);
            }
            else
            {
                if (heading.Kind is not (HeadingKind.Group or HeadingKind.Loose))
                    Report(heading, children[i].Line, children[i].Title.Plain);
                Visit(children[i], place);
            }
        }
    }

    private GroupHeading Unclear(GroupHeading heading, Section section)
    {
        if (!_byKey.ContainsKey(GroupIds.Key(heading.Id)))
            findings.Hint(
                "group-heading-unclear",
                section.Line,
                $"\"{Words.Short(section.Title.Plain)}\" may name a group; it would be one with a colon or a dash after its id, or in a section \"Execution Groups\""
            );
        return heading with { Kind = HeadingKind.Other };
    }

    /// <summary>The body that the heading's text goes to; null when the heading is no group's.</summary>
    private GroupBody? Open(Section section, GroupHeading heading, Place place)
    {
        var key = GroupIds.Key(heading.Id);
        var known = _byKey.GetValueOrDefault(key);
        if (known is null && (section.Level is < 2 or > 4 || place.Elsewhere is not null))
        {
            findings.Warn(
                "group-heading-not-used",
                section.Line,
                place.Elsewhere is { } where
                    ? $"\"{Words.Short(section.Title.Plain)}\" stands in \"{where}\", which plans no work: it is not read as a group"
                    : $"\"{Words.Short(section.Title.Plain)}\" is a heading of level {section.Level}; groups have level 2 to 4"
            );
            return null;
        }
        if (known is null)
            return Add(heading, section.Line);
        if (place.Elsewhere is not null)
            return null;
        if (
            place.Under is not null && !place.AtHome
            || heading.Title.Length == 0
            || Words.Kebab(heading.Title) == Words.Kebab(known.Title)
            || heading.Kind == HeadingKind.Loose
        )
            return known;
        findings.Error(
            "group-id-twice",
            section.Line,
            $"{word} {heading.Id} stands here as \"{Words.Short(heading.Title)}\" and in line {known.Line} as \"{Words.Short(known.Title)}\": the second is not used, give it an id of its own"
        );
        Take(section);
        return null;
    }

    public GroupBody? Add(GroupHeading heading, int line)
    {
        var body = new GroupBody(heading, line);
        if (!_byKey.TryAdd(GroupIds.Key(heading.Id), body))
            return null;
        Groups.Add(body);
        return body;
    }

    public bool IsTaken(GroupHeading heading) => _byKey.ContainsKey(GroupIds.Key(heading.Id));

    // Deeper headings belong to the group, unless they are groups themselves.
    private void Fill(GroupBody body, Section section, Place place)
    {
        _taken.Add(section);
        var again = body.Line != section.Line;
        body.Parts.Add(new GroupPart(section.Line, section.Nodes, again ? place.Under : null));
        AddParts(body, section, place);
    }

    private void AddParts(GroupBody body, Section section, Place place)
    {
        foreach (var child in section.Children)
        {
            findings.Step();
            var inner = GroupHeading.Parse(child.Title.Plain, word);
            if (
                inner.Kind == HeadingKind.Group
                && GroupIds.Key(inner.Id) != GroupIds.Key(body.Heading.Id)
            )
            {
                if (Open(child, inner, place) is { } other)
                    Fill(other, child, place);
                continue;
            }
            _taken.Add(child);
            body.Parts.Add(new GroupPart(child.Line, child.Nodes, null, child.Title));
            AddParts(body, child, place);
        }
    }

    // Some authors write a group's fields as headings of the group's own level.
    private void TakeSiblings(GroupBody body, List<Section> all, int from, Place place)
    {
        for (var i = from; i < all.Count; i++)
        {
            var sibling = all[i];
            if (
                GroupHeading.Parse(sibling.Title.Plain, word, place.AtHome).Kind
                is not HeadingKind.Other
            )
                return;
            findings.Step();
            if (!BelongsTo(body, sibling, all, i))
                return;
            _taken.Add(sibling);
            _siblingNames.Add(NameOf(sibling));
            body.Parts.Add(new GroupPart(sibling.Line, sibling.Nodes, null, sibling.Title));
            AddParts(body, sibling, place);
        }
    }

    private readonly HashSet<string> _siblingNames = [];
    private (List<Section>? Of, int Last) _lastGroup;

    private bool BelongsTo(GroupBody body, Section sibling, List<Section> all, int index)
    {
        if (SubTask.IdOf(sibling.Title.Plain) is { } task)
            return task.StartsWith(body.Heading.Id + ".", StringComparison.OrdinalIgnoreCase)
                || index < LastGroup(all);
        return GroupFields.IsKnown(NameOf(sibling))
            && (index < LastGroup(all) || _siblingNames.Contains(NameOf(sibling)));
    }

    private int LastGroup(List<Section> all)
    {
        if (_lastGroup.Of != all)
            _lastGroup = (
                all,
                all.FindLastIndex(s =>
                    GroupHeading.Parse(s.Title.Plain, word).Kind == HeadingKind.Group
                )
            );
        return _lastGroup.Last;
    }

    private void Take(Section section)
    {
        foreach (var below in section.All())
            _taken.Add(below);
    }

    public void Report(GroupHeading heading, int line, string text)
    {
        text = Words.Short(text);
        if (heading.Kind == HeadingKind.Umbrella)
            findings.Hint("group-umbrella", line, $"\"{text}\" names several groups and is none");
        else if (heading.Kind == HeadingKind.Nameless)
            findings.Warn(
                "group-without-id",
                line,
                $"\"{text}\" looks like a group and has no id, such as \"Group A – {Words.Kebab(text, 20)}\": it is not used"
            );
        else if (heading.Kind == HeadingKind.Struck)
            findings.Hint("group-struck-out", line, $"\"{text}\" is struck out and not used");
    }

    private static string NameOf(Section section) => Words.Normal(section.Title.Plain);

    /// <summary>A section of that name is where groups are at home.</summary>
    public bool IsHome(Section section)
    {
        var name = NameOf(section);
        return section.Level > 0
            && (
                name.EndsWith(word + "s", StringComparison.Ordinal)
                || name.Contains("execution " + word)
            )
            && GroupHeading.Parse(section.Title.Plain, word).Kind == HeadingKind.Other;
    }

    // "Wish: Log in" is a title like any other.
    private static bool IsTitle(Section section) =>
        section is { Level: 1, Parent: { Level: 0 } root } && root.Children[0] == section;

    private static string? Elsewhere(Section section)
    {
        var name = NameOf(section);
        return
            !IsTitle(section)
            && !name.Contains("group")
            && name.Split(' ')
                .Any(w =>
                    w
                        is "review"
                            or "results"
                            or "example"
                            or "examples"
                            or "history"
                            or "changelog"
                            or "retrospective"
                            or "template"
                            or "log"
                            or "verdict"
                )
            ? section.Title.Plain
            : null;
    }
}
