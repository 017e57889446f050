using System.Text.RegularExpressions;
using Forge.Planning.Markdown;
using Forge.Planning.Reading;
using Forge.Planning.Wishes;

namespace Forge.Planning.Importing;

/// <summary>A task of a check list.</summary>
/// <param name="Part">The number of the section that it stands in.</param>
/// <param name="Waits">What it says itself: <c>(depends on T012)</c>.</param>
internal sealed record ListedTask(WishGroup Group, int Part, bool Parallel, string? Waits);

/// <summary>Takes the tasks out of the lists of a document.</summary>
internal sealed partial class TaskCollector(Findings findings)
{
    private readonly List<ListedTask> _tasks = [];
    private readonly HashSet<string> _ids = [];
    private int _part;

    public List<ListedTask> Collect(Section root)
    {
        foreach (var section in root.All())
        {
            _part++;
            foreach (var list in section.Nodes.OfType<Bullets>())
            foreach (var item in list.Items)
                Add(item, section);
        }
        return _tasks;
    }

    private void Add(Item item, Section section)
    {
        findings.Step();
        if (item.First is not { } first || item.Ticked is null)
            return;
        var match = Pattern().Match(first.Plain);
        if (!match.Success)
            return;
        var id = match.Groups["id"].Success
            ? match.Groups["id"].Value
            : $"{_part}.{_tasks.Count + 1}";
        if (!_ids.Add(GroupIds.Key(id)))
        {
            findings.Error(
                "group-id-twice",
                item.Line,
                $"there are two tasks {id}; the second is not used"
            );
            return;
        }
        var marks = match.Groups["mark"].Captures.Select(c => c.Value).ToList();
        var text = first.Plain[match.Length..].Trim();
        var remark = Words
            .InParentheses(text)
            .Select(DependencyText.Announcement)
            .FirstOrDefault(a => a is not null);
        _tasks.Add(
            new ListedTask(
                Group(id, text, item, section, [.. marks.Where(m => m != "P")]),
                _part,
                marks.Contains("P"),
                remark
            )
        );
    }

    private static WishGroup Group(
        string id,
        string text,
        Item item,
        Section section,
        List<string> marks
    )
    {
        var title = Words.Short(text);
        return new WishGroup
        {
            Id = id,
            Slug = Words.Kebab(text) is { Length: > 0 } slug ? slug : Words.Kebab($"task {id}"),
            Title = title,
            Line = item.Line,
            Goal = text,
            Tasks = Values.Items([.. item.Nodes.Skip(1)]),
            Files = [.. FilePath().Matches(text).Select(m => m.Value).Distinct()],
            Done = item.Ticked is true,
            Other =
            [
                .. marks.Select(m => new NamedText("story", item.Line, [m])),
                .. section.Level > 0
                    ? [new NamedText("section", section.Line, [section.Title.Plain])]
                    : (IEnumerable<NamedText>)[],
            ],
        };
    }

    [GeneratedRegex(
        @"^\**(?<id>T\d{2,4}[a-z]?|\d+(?:\.\d+)+|\d+(?=[.)\s]))?\**[.):]?\s*(?:\[(?<mark>[A-Za-z0-9-]{1,6})\]\s*)*"
    )]
    private static partial Regex Pattern();

    [GeneratedRegex(
        @"(?<![\w@:/])(?:[\w.@-]+/)+[\w.*-]+\.?\w+|(?<![\w/.])[\w-]+\.(?:md|ts|tsx|js|py|rs|go|cs|json|ya?ml|toml|sql|sh)\b"
    )]
    private static partial Regex FilePath();
}
